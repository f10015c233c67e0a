internal import CVips

/// One call of a libvips operation by its name: set what it takes, run it, take what it made.
///
/// The sole owner of its `VipsOperation`; used by one thread (libvips' rule for everything but images).
struct Operation: ~Copyable {
    private let handle: UnsafeMutablePointer<VipsOperation>
    private let name: String

    /// The operation `name`, such as `resize`.
    init(_ name: String) throws(MediaError) {
        try Vips.prepare()
        guard let handle = vips_operation_new(name) else { throw Vips.error(name) }
        self.handle = handle
        self.name = name
    }

    deinit { g_object_unref(handle) }

    /// Sets a whole number or an enumeration.
    borrowing func set(_ option: String, _ value: some BinaryInteger) {
        shim_set_int(handle, option, Int32(clamping: value))
    }

    borrowing func set(_ option: String, _ value: Bool) { set(option, value ? 1 : 0) }
    borrowing func set(_ option: String, _ value: Double) { shim_set_double(handle, option, value) }
    borrowing func set(_ option: String, _ value: String) { value.withCString { shim_set_pointer(handle, option, $0) } }
    borrowing func set(_ option: String, _ value: Picture) { shim_set_pointer(handle, option, value.handle) }
    borrowing func set(_ option: String, source: UnsafeMutablePointer<VipsSource>) {
        shim_set_pointer(handle, option, source)
    }

    /// Sets a list of numbers.
    borrowing func set(_ option: String, _ values: [Double]) {
        let array = vips_array_double_new(values, Int32(values.count))
        shim_set_pointer(handle, option, array)
        vips_area_unref(UnsafeMutableRawPointer(array)?.assumingMemoryBound(to: VipsArea.self))
    }

    /// Sets a list of pictures.
    borrowing func set(_ option: String, _ pictures: [Picture]) {
        var handles: [UnsafeMutablePointer<VipsImage>?] = pictures.map(\.handle)
        let array = vips_array_image_new(&handles, Int32(handles.count))
        shim_set_pointer(handle, option, array)
        vips_area_unref(UnsafeMutableRawPointer(array)?.assumingMemoryBound(to: VipsArea.self))
    }

    /// Runs the operation. What fails here fails with `code`.
    borrowing func run(_ code: MediaError.Code = .engine) throws(MediaError) {
        let object = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: VipsObject.self)
        let status = vips_object_build(object)
        guard status != 0 else { return }
        vips_object_unref_outputs(object)
        throw Vips.error(name, code)
    }

    /// The picture that the operation made. Its pixels are made when somebody asks for them.
    borrowing func picture(_ output: String = "out") throws(MediaError) -> Picture {
        var value: UnsafeMutableRawPointer?
        shim_get_pointer(handle, output, &value)
        // One reference is ours now, the other is what the operation holds for its caller.
        vips_object_unref_outputs(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: VipsObject.self))
        guard let value else { throw Vips.error(name) }
        return Picture(owning: value.assumingMemoryBound(to: VipsImage.self))
    }

    /// The bytes that the operation made.
    borrowing func bytes(_ output: String = "buffer") throws(MediaError) -> [UInt8] {
        var value: UnsafeMutableRawPointer?
        shim_get_pointer(handle, output, &value)
        vips_object_unref_outputs(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: VipsObject.self))
        guard let area = value?.assumingMemoryBound(to: VipsArea.self) else { throw Vips.error(name) }
        defer { vips_area_unref(area) }
        return Array(UnsafeRawBufferPointer(start: area.pointee.data, count: Int(area.pointee.length)))
    }
}

internal import CVips

/// The fields of metadata that libvips keeps beside the pixels.
extension Picture {
    /// Whether there is a field `name`.
    func hasField(_ name: String) -> Bool { vips_image_get_typeof(handle, name) != 0 }

    /// The number in field `name`.
    func integer(_ name: String) -> Int? {
        var value: Int32 = 0
        guard hasField(name), vips_image_get_int(handle, name, &value) == 0 else { return nil }
        return Int(value)
    }

    /// The numbers in field `name`, none where it is missing.
    func integers(_ name: String) -> [Int] {
        var (values, count): (UnsafeMutablePointer<Int32>?, Int32) = (nil, 0)
        guard hasField(name), vips_image_get_array_int(handle, name, &values, &count) == 0 else { return [] }
        return UnsafeBufferPointer(start: values, count: Int(count)).map(Int.init)
    }

    /// The text in field `name`.
    func text(_ name: String) -> String? {
        var value: UnsafePointer<CChar>?
        guard hasField(name), vips_image_get_string(handle, name, &value) == 0 else { return nil }
        return value.map { String(cString: $0) }
    }

    /// The names of all fields.
    var fieldNames: [String] {
        guard let names = vips_image_get_fields(handle) else { return [] }
        defer { g_strfreev(names) }
        var result: [String] = []
        var index = 0
        while let name = names[index] {
            result.append(String(cString: name))
            index += 1
        }
        return result
    }

    /// Pixels to the millimetre across.
    var dotsPerMillimetre: Double { vips_image_get_xres(handle) }

    /// The same pixels with fields of their own, which `change` may set while nobody else has the picture.
    func copied(_ change: (Picture) -> Void) throws(MediaError) -> Picture {
        let copy = try applying("copy")
        change(copy)
        return copy
    }

    /// Sets a number. On a copy of one's own only.
    func setInteger(_ name: String, _ value: Int) { vips_image_set_int(handle, name, Int32(clamping: value)) }

    /// Sets a list of numbers. On a copy of one's own only.
    func setIntegers(_ name: String, _ values: [Int]) {
        let list = values.map { Int32(clamping: $0) }
        vips_image_set_array_int(handle, name, list, Int32(list.count))
    }

    /// Sets a text. On a copy of one's own only.
    func setText(_ name: String, _ value: String) { vips_image_set_string(handle, name, value) }

    /// Sets a block of bytes. On a copy of one's own only.
    func setBytes(_ name: String, _ value: [UInt8]) { vips_image_set_blob_copy(handle, name, value, value.count) }

    /// Removes a field. On a copy of one's own only.
    func removeField(_ name: String) { vips_image_remove(handle, name) }
}

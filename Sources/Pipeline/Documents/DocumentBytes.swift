internal import CPoppler
internal import Synchronization

/// The whole of a document in memory, read once and shared by the handles of all workers. Not changed after it is read;
/// GLib counts the references atomically, so that any thread may use it.
final class DocumentBytes: @unchecked Sendable {  // sole owner of one reference to immutable bytes
    let handle: OpaquePointer
    /// How many bytes there are.
    let count: Int
    /// The memory file that holds them, for other processes; nil for a document that the engine has made.
    let sharedDescriptor: Int32?
    private let sizes = Mutex<PictureSizes?>(nil)
    /// The document that this one was made of, which has the same pictures.
    private let original: DocumentBytes?

    /// Reads `source` to its end, into memory that worker processes can share. Throws `limitExceeded` for more than
    /// `DocumentLimits.bytes`, `corrupt` for nothing, and `cancelled` when the task is cancelled on the way.
    convenience init(_ source: some ByteSource) throws(MediaError) {
        guard source.size <= DocumentLimits.bytes else {
            throw MediaError(
                .limitExceeded, "DocumentBytes", "the document has more than \(DocumentLimits.bytes) bytes")
        }
        guard source.size > 0 else { throw MediaError(.corrupt, "DocumentBytes", "the document is empty") }
        self.init(
            try SealedMemory(count: Int(source.size)) { buffer, offset throws(MediaError) in
                try source.read(into: buffer, at: offset)
            })
    }

    /// What another process has read.
    init(_ memory: SealedMemory) {
        original = nil
        sharedDescriptor = memory.descriptor
        count = memory.bytes.count
        // GLib may need the bytes longer than this object: it has a reference of its own.
        handle = g_bytes_new_with_free_func(
            memory.bytes.baseAddress, gsize(memory.bytes.count),
            { memory in
                guard let memory else { return }
                Unmanaged<SealedMemory>.fromOpaque(memory).release()
            }, Unmanaged.passRetained(memory).toOpaque())
    }

    /// A document made by the engine itself, of `original` if there is one: the same with another structure.
    init(_ bytes: [UInt8], of original: DocumentBytes? = nil) {
        self.original = original
        sharedDescriptor = nil
        handle = bytes.withUnsafeBytes { g_bytes_new($0.baseAddress, gsize($0.count)) }
        count = bytes.count
    }

    deinit { g_bytes_unref(handle) }

    /// The sizes of the pictures in here, looked for once.
    var pictureSizes: PictureSizes {
        if let original { return original.pictureSizes }
        return sizes.withLock { sizes in
            if let sizes { return sizes }
            let found = withBytes { PictureSizes(in: $0) }
            sizes = found
            return found
        }
    }

    /// Calls `body` with the bytes, which are valid until it returns.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var size: gsize = 0
        let start = g_bytes_get_data(handle, &size)
        defer { withExtendedLifetime(self) {} }
        return body(UnsafeRawBufferPointer(start: start, count: Int(size)))
    }
}

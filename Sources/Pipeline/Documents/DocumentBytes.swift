internal import CPoppler
internal import Synchronization

/// The whole of a document in memory, read once and shared by the handles of all workers. Not changed after it is read;
/// GLib counts the references atomically, so that any thread may use it.
final class DocumentBytes: @unchecked Sendable {  // sole owner of one reference to immutable bytes
    let handle: OpaquePointer
    /// How many bytes there are.
    let count: Int
    private let sizes = Mutex<PictureSizes?>(nil)

    /// Reads `source` to its end. Throws `limitExceeded` for more than `DocumentLimits.bytes`, `corrupt` for nothing, and
    /// `cancelled` when the task is cancelled on the way.
    init(_ source: some ByteSource) throws(MediaError) {
        guard source.size <= DocumentLimits.bytes else {
            throw MediaError(
                .limitExceeded, "DocumentBytes", "the document has more than \(DocumentLimits.bytes) bytes")
        }
        let size = Int(source.size)
        guard size > 0, let memory = g_try_malloc(gsize(size)) else {
            throw MediaError(size > 0 ? .engine : .corrupt, "DocumentBytes", "the document is empty or memory is short")
        }
        do throws(MediaError) {
            try Self.fill(UnsafeMutableRawBufferPointer(start: memory, count: size), from: source)
        } catch {
            g_free(memory)
            throw error
        }
        handle = g_bytes_new_take(memory, gsize(size))
        count = size
    }

    /// A document made by the engine itself.
    init(_ bytes: [UInt8]) {
        handle = bytes.withUnsafeBytes { g_bytes_new($0.baseAddress, gsize($0.count)) }
        count = bytes.count
    }

    deinit { g_bytes_unref(handle) }

    private static func fill(
        _ memory: UnsafeMutableRawBufferPointer, from source: some ByteSource
    ) throws(MediaError) {
        var offset = 0
        while offset < memory.count {
            if Task.isCancelled { throw MediaError(.cancelled, "DocumentBytes", "cancelled") }
            let part = UnsafeMutableRawBufferPointer(rebasing: memory[offset..<min(offset + 8 << 20, memory.count)])
            let read = try source.read(into: part, at: Int64(offset))
            guard read > 0 else { throw MediaError(.inputOutput, "DocumentBytes", "the document ended early") }
            offset += read
        }
    }

    /// The sizes of the pictures in here, looked for once.
    var pictureSizes: PictureSizes {
        sizes.withLock { sizes in
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

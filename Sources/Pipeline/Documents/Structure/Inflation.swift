internal import CPoppler

/// Unpacks data that are packed by FlateDecode (ISO 32000-1, 7.4.4): the sole owner of a `GZlibDecompressor`. Used by one
/// thread at a time.
struct Inflation: ~Copyable {
    private let handle: OpaquePointer
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)

    /// Nil when there is no memory.
    init?() {
        guard let handle = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB) else {
            piece.deallocate()
            return nil
        }
        self.handle = handle
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(handle))
        piece.deallocate()
    }

    /// Appends to `output` what `packed` holds. False when that is damaged, does not end, or is more than `limit` bytes; what
    /// was appended then is to be thrown away.
    func unpack(_ packed: UnsafeRawBufferPointer, to output: inout [UInt8], limit: Int) -> Bool {
        guard let start = packed.baseAddress else { return false }
        g_converter_reset(handle)
        let most = output.count + limit
        var taken = 0
        while true {
            var (read, written): (gsize, gsize) = (0, 0)
            let status = g_converter_convert(
                handle, start + taken, gsize(packed.count - taken), piece.baseAddress, gsize(piece.count),
                G_CONVERTER_INPUT_AT_END, &read, &written, nil)
            guard status == G_CONVERTER_CONVERTED || status == G_CONVERTER_FINISHED, read + written > 0 else {
                return false
            }
            taken += Int(read)
            guard output.count + Int(written) <= most else { return false }
            output.append(contentsOf: piece.prefix(Int(written)))
            if status == G_CONVERTER_FINISHED { return true }
        }
    }
}

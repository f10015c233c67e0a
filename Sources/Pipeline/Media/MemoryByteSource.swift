/// Bytes in memory as a source.
struct MemoryByteSource: ByteSource {
    /// All of them.
    let bytes: [UInt8]

    var size: Int64 { Int64(bytes.count) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        guard offset >= 0, offset < size else { return 0 }
        return bytes.withUnsafeBytes { all in
            let part = all[Int(offset)...].prefix(buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
            return part.count
        }
    }
}

internal import CFFmpeg

/// Short names for contents.
enum ContentHash {
    /// The first 16 hexadecimal digits of the SHA-256 of `bytes`.
    static func short(_ bytes: [UInt8]) -> String { String(full(bytes).prefix(16)) }

    /// The SHA-256 of `bytes` in 64 hexadecimal digits.
    static func full(_ bytes: [UInt8]) -> String {
        guard let state = av_sha_alloc() else { return "0" }
        defer { av_free(UnsafeMutableRawPointer(state)) }
        var digest = [UInt8](repeating: 0, count: 32)
        guard av_sha_init(state, 256) == 0 else { return "0" }
        av_sha_update(state, bytes, bytes.count)
        av_sha_final(state, &digest)
        return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

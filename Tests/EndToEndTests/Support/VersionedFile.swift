import Foundation

/// A file of chunks, each of which can have many versions. Every eight bytes say file, chunk and version, so that bytes
/// of another place, or of two versions in one chunk, cannot pass for right ones.
struct VersionedFile: Sendable {
    static let chunkSize = 131_072
    /// The last one is shorter.
    static let chunkCount = 24
    static let size = chunkSize * (chunkCount - 1) + 40_000
    private static let signature = Data("%PDF-1.7\n".utf8)

    private let name = UInt32.random(in: 1 ... .max)

    /// The offset of a chunk's first byte.
    static func offset(of chunk: Int) -> Int { chunk * chunkSize }

    /// A chunk's bytes.
    func bytes(of chunk: Int, version: Int) -> Data {
        let length = min(Self.chunkSize, Self.size - Self.offset(of: chunk))
        let word = (UInt64(name) << 32 | UInt64(chunk) << 16 | UInt64(version)).littleEndian
        var bytes = [UInt64](repeating: word, count: length / 8).withUnsafeBytes { Data($0) }
        if chunk == 0 { bytes.replaceSubrange(0..<Self.signature.count, with: Self.signature) }
        return bytes
    }

    /// The chunk within a whole file.
    static func chunk(_ number: Int, of whole: Data) -> Data {
        let start = whole.startIndex + offset(of: number)
        return whole[start..<min(start + chunkSize, whole.endIndex)]
    }
}

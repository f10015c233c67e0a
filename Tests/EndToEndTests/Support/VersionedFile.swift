import Foundation

/// A text of chunks, each of which can have many versions. Every sixteen bytes say file, chunk and version, so that bytes
/// of another place, or of two versions in one chunk, cannot pass for right ones.
///
/// Nothing is to be found out about a text when its upload is completed, so that many can be completed in a short time.
struct VersionedFile: Sendable {
    static let chunkSize = 131_072
    /// The last one is shorter.
    static let chunkCount = 24
    static let size = chunkSize * (chunkCount - 1) + 40_000

    private let name = UInt32.random(in: 1...0xfff_ffff)

    /// The offset of a chunk's first byte.
    static func offset(of chunk: Int) -> Int { chunk * chunkSize }

    /// A chunk's bytes.
    func bytes(of chunk: Int, version: Int) -> Data {
        let length = min(Self.chunkSize, Self.size - Self.offset(of: chunk))
        let word = String(UInt64(name) << 32 | UInt64(chunk) << 16 | UInt64(version), radix: 16)
        let line = String(repeating: "0", count: 15 - word.count) + word + "\n"
        return Data(String(repeating: line, count: length / line.count).utf8)
    }

    /// The chunk within a whole file.
    static func chunk(_ number: Int, of whole: Data) -> Data {
        let start = whole.startIndex + offset(of: number)
        return whole[start..<min(start + chunkSize, whole.endIndex)]
    }
}

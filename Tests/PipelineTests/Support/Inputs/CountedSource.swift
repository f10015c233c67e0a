import Pipeline
import Synchronization

/// A file that counts the bytes read from it.
final class CountedSource: ByteSource {
    private let file: FileByteSource
    private let count = Atomic<Int>(0)

    var size: Int64 { file.size }
    var bytes: Int { count.load(ordering: .relaxed) }

    init(path: String) throws { file = try FileByteSource(path: path) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        let read = try file.read(into: buffer, at: offset)
        count.add(read, ordering: .relaxed)
        return read
    }
}

/// A library with one counted file, not yet probed.
struct CountedLibrary: MediaLibrary {
    var counted: CountedSource

    func source(for reference: MediaReference) async throws -> any ByteSource { counted }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        throw MediaError(.notFound, "CountedLibrary", "not probed")
    }
}

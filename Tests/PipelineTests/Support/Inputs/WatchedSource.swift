import Pipeline
import Synchronization

/// A file that tells when it has been read from so many times.
final class WatchedSource: ByteSource {
    private let file: FileByteSource
    private let remaining: Mutex<Int>
    private let reached: @Sendable () -> Void

    var size: Int64 { file.size }

    /// Opens `path`; `reached` is called once, inside the read number `reads`, on the engine's thread.
    init(path: String, reads: Int, reached: @escaping @Sendable () -> Void) throws {
        file = try FileByteSource(path: path)
        remaining = Mutex(reads)
        self.reached = reached
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        let isReached = remaining.withLock { count in
            count -= 1
            return count == 0
        }
        if isReached { reached() }
        return try file.read(into: buffer, at: offset)
    }
}

/// A library with one watched file.
struct WatchedLibrary: MediaLibrary {
    /// What recipes read.
    var watched: WatchedSource
    /// What was probed before.
    var probed: HLSPresentation

    func source(for reference: MediaReference) async throws -> any ByteSource { watched }
    func presentation(of reference: MediaReference) async throws -> HLSPresentation { probed }
}

import Foundation
import Pipeline
import Synchronization
import Testing

extension ImageTests {
    /// Cancelling, and what is left afterwards.
    @Suite struct Stopping {
        @Test(
            "cancelling stops reading and decoding", arguments: [ImageFormat.jpeg, .png, .tiff],
            [ImageFormat.png, .jpeg, .webp])
        func cancel(_ source: ImageFormat, _ output: ImageFormat) async throws {
            let file = try await Drawing.file(try Drawing.noise(1500, 1500), source)
            let task = Mutex<Task<EncodedImage, any Error>?>(nil)
            let started = Mutex(false)
            let watched = StoppingSource(bytes: file) {
                // The first read of the pixels: by then the task is known.
                task.withLock { $0?.cancel() }
                started.withLock { $0 = true }
            }
            let begun = Task {
                // Waits until the task is stored, so that the source can cancel it.
                while task.withLock({ $0 == nil }) { await Task.yield() }
                return try await TransformImage(input: onlyFile, output: ImageOutput(output)).run(in: .reading(watched))
            }
            task.withLock { $0 = begun }
            await #expect(throws: (any Error).self) { try await begun.value }
            #expect(started.withLock { $0 })
            // No read after the one that cancelled, but for one that was under way.
            #expect(watched.readsAfterwards <= 1)
        }

        @Test("what is done leaves nothing behind, however it ended")
        func leftovers() async throws {
            let file = try await Drawing.file(try Drawing.noise(300, 200), .jpeg)
            let cut = Array(file.prefix(file.count / 2))
            let animation = Folders.media.map { MediaReference($0 + "/image/gif-animated-loop3.gif") }
            for format in Outputs.all {
                for resize in [
                    ImageResize(), ImageResize(width: 50, height: 50, fit: .cover, gravity: .attention),
                    ImageResize(width: 90, height: 90, fit: .contain),
                ] {
                    let recipe = TransformImage(input: onlyFile, resize: resize, output: ImageOutput(format))
                    _ = try await recipe.run(in: .reading(file))
                    _ = try? await recipe.run(in: .reading(cut))
                    if let animation {
                        _ = try await TransformImage(input: animation, resize: resize, output: ImageOutput(format))
                            .run(in: .shared)
                    }
                }
            }
            _ = try await DescribeImage(input: onlyFile).run(in: .reading(file))
            #expect(try await released { NativeLedger.pictures.now })
            #expect(try await released { NativeLedger.pixelBytes })
        }
    }
}

/// A file that calls `stop` when the reading of its second half begins.
final class StoppingSource: ByteSource {
    private struct State {
        var hasStopped = false
        var afterwards = 0
    }

    private let memory: MemorySource
    private let stop: @Sendable () -> Void
    private let state = Mutex(State())

    var size: Int64 { memory.size }
    var readsAfterwards: Int { state.withLock { $0.afterwards } }

    init(bytes: [UInt8], stop: @escaping @Sendable () -> Void) {
        memory = MemorySource(bytes: bytes)
        self.stop = stop
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        let isFirst = state.withLock { state in
            if state.hasStopped { state.afterwards += 1 }
            guard !state.hasStopped, offset > size / 2, offset < size else { return false }
            state.hasStopped = true
            return true
        }
        if isFirst { stop() }
        return try memory.read(into: buffer, at: offset)
    }
}

import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// Work that libvips could not be stopped at in time is done by processes that can be killed.
    @Suite("Pictures in worker processes", .alone) struct Workers {
        private static func engine(
            _ command: WorkerCommand, reading source: (any ByteSource)? = nil, pageTime: Duration = .seconds(60)
        ) -> Engine {
            let executor = NativeExecutor(threads: 2)
            let library: any MediaLibrary =
                if let source { SourceLibrary(source: source) } else { PathLibrary(executor: executor) }
            return Engine(
                executor: executor, library: library,
                workers: WorkerPool(command, keeping: 2, pageTime: pageTime))
        }

        private static func picture() throws -> Raster {
            try Drawing.draw(120, 90, .rgb) { x, y in [UInt8(x & 255), UInt8(y & 255), UInt8((x * y / 64) & 255)] }
        }

        @Test("what a worker makes is what the engine makes itself", arguments: [ImageFormat.webp, .avif, .gif, .tiff])
        func same(_ format: ImageFormat) async throws {
            guard let program = WorkerProgram.path else { return }
            let folder = try TemporaryFolder()
            let command = WorkerProgram.noting(program, in: folder.path("started"))
            let raster = try Self.picture()
            let encode = EncodeImage(
                raster, resize: ImageResize(width: 1000, withoutEnlargement: false),
                output: ImageOutput(format))
            let file = try await encode.run(in: .shared)
            let engine = Self.engine(command, reading: MemorySource(bytes: file.bytes))
            let made = try await encode.run(in: engine)
            #expect(made.bytes == file.bytes)
            #expect(made.width == 1000 && made.height == 750 && made.contentType == format.contentType)
            let transform = TransformImage(
                input: onlyFile, resize: ImageResize(width: 900), output: ImageOutput(.webp, effort: 8))
            #expect(
                try await transform.run(in: engine).bytes == transform.run(in: .reading(file.bytes)).bytes)
            // One process has done all of it, one thing after the other.
            #expect(WorkerProgram.processes(in: folder.path("started")).count == 1)
        }

        @Test("pixels and descriptions come back as they are", .enabled(if: Folders.media != nil))
        func read() async throws {
            guard let program = WorkerProgram.path else { return }
            let folder = try TemporaryFolder()
            let engine = Self.engine(WorkerProgram.noting(program, in: folder.path("started")))
            let input = MediaReference((Folders.media ?? "") + "/image/heic-phone.heic")
            let here = try await DecodeImage(input: input).run(in: .shared)
            let there = try await DecodeImage(input: input).run(in: engine)
            #expect(there.width == 1080 && there.height == 1920 && there.layout == here.layout)
            #expect(there.dotsPerInch == here.dotsPerInch)
            let isSame = there.samples == here.samples
            #expect(isSame)
            #expect(
                try await DescribeImage(input: input).run(in: engine) == DescribeImage(input: input).run(in: .shared))
            #expect(WorkerProgram.processes(in: folder.path("started")).count == 1)
        }

        @Test("what can be stopped in time is done here, without a process")
        func small() async throws {
            let engine = Self.engine(WorkerCommand(path: "/no/such/program", arguments: []))
            let picture = try Self.picture()
            for (width, format) in [(1200, ImageFormat.jpeg), (600, .png), (300, .webp), (200, .avif)] {
                let image = try await EncodeImage(
                    picture, resize: ImageResize(width: width, withoutEnlargement: false), output: ImageOutput(format)
                ).run(in: engine)
                #expect(image.width == width)
            }
        }

        @Test(
            "a worker that dies, or talks nonsense, is no reason to hang",
            arguments: ["exit 3", "cat", "yes", "kill -9 $$"])
        func broken(script: String) async throws {
            let engine = Self.engine(
                WorkerCommand(path: "/bin/sh", arguments: ["-c", script]), pageTime: .seconds(2))
            let picture = try Self.picture()
            let error = await #expect(throws: MediaError.self) {
                try await EncodeImage(
                    picture, resize: ImageResize(width: 1200, withoutEnlargement: false), output: ImageOutput(.avif)
                ).run(in: engine)
            }
            #expect([.corrupt, .engine, .timedOut].contains(error?.code))
        }

        @Test("what is wrong with a file is told as ever, and the worker goes on")
        func errors() async throws {
            guard let program = WorkerProgram.path else { return }
            let folder = try TemporaryFolder()
            let whole = try await Drawing.file(try Drawing.noise(1600, 1400), .jxl)
            let command = WorkerProgram.noting(program, in: folder.path("started"))
            let recipe = TransformImage(
                input: onlyFile, resize: ImageResize(width: 800), output: ImageOutput(.webp, effort: 10))
            let cut = Self.engine(command, reading: MemorySource(bytes: Array(whole.prefix(whole.count * 2 / 3))))
            for _ in 0..<2 {
                let error = await #expect(throws: MediaError.self) { try await recipe.run(in: cut) }
                #expect(error?.code == .corrupt)
            }
            #expect(WorkerProgram.processes(in: folder.path("started")).count == 1)
            let failing = Self.engine(command, reading: FailingSource(bytes: whole, from: Int64(whole.count) - 99))
            let error = await #expect(throws: MediaError.self) { try await recipe.run(in: failing) }
            #expect(error?.code == .inputOutput)
        }

        @Test("giving up a long encode frees its core", arguments: [ImageFormat.avif, .webp, .gif, .jxl])
        func cancelled(_ format: ImageFormat) async throws {
            guard let program = WorkerProgram.path else { return }
            let folder = try TemporaryFolder()
            let note = folder.path("started")
            // Several seconds, by itself.
            let encode = EncodeImage(try Drawing.noise(2400, 1800), output: ImageOutput(format, effort: 10))
            let engine = Self.engine(WorkerProgram.noting(program, in: note))
            let task = Task { try await encode.run(in: engine) }
            var process: pid_t?
            while process == nil { (process, _) = (WorkerProgram.processes(in: note).first, await Task.yield()) }
            let worker = try #require(process)
            // Past its start, into the codec.
            var used = Duration.zero
            while used < .milliseconds(800) {
                used = try #require(WorkerProgram.processorTime(of: worker))
                await Task.yield()
            }
            task.cancel()
            var afterwards = Duration.zero
            while afterwards < .seconds(1), let now = WorkerProgram.processorTime(of: worker) {
                afterwards = now - used
                await Task.yield()
            }
            #expect(afterwards < .milliseconds(100))
            let result = await task.result
            // Nothing is left that could use a core.
            #expect(WorkerProgram.processorTime(of: worker) == nil)
            #expect(throws: (any Error).self) { try result.get() }
        }
    }
}

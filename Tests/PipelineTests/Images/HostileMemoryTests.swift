import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// What a hostile file costs a process that does nothing else: memory at its peak, and processor time.
    @Suite(.enabled(if: WorkerProgram.path != nil)) struct HostileMemory {
        /// Runs a program and prints its exit status, peak of resident memory in bytes and processor seconds.
        private static let meter = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(status, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime)
            """

        private struct Cost {
            var status: Int
            var memory: Int
            var seconds: Double
        }

        private static func resize(_ path: String) async throws -> Cost {
            let folder = try TemporaryFolder()
            let program = try #require(WorkerProgram.path)
            let result = try await runSuccessfully(
                "python3", ["-c", meter, program, "resize", path, folder.path("out.jpg"), "--width", "100"])
            let fields = result.text.split(whereSeparator: \.isWhitespace)
            try #require(fields.count == 3)
            return Cost(
                status: try #require(Int(fields[0])), memory: try #require(Int(fields[1])),
                seconds: try #require(Double(fields[2])))
        }

        /// What the program takes for a picture of a few pixels.
        private static func idle(_ folder: TemporaryFolder) async throws -> Cost {
            let path = folder.path("small.png")
            try Data(try await Drawing.file(try Drawing.quarters(16, 16))).write(to: URL(fileURLWithPath: path))
            let cost = try await resize(path)
            #expect(cost.status == 0)
            return cost
        }

        @Test(
            "a bomb or a damaged file is refused within 2 s of work and 300 MiB",
            .enabled(if: Folders.media != nil), arguments: ImageInput.refused.map(\.name))
        func refused(_ name: String) async throws {
            let idle = try await Self.idle(try TemporaryFolder())
            let cost = try await Self.resize((Folders.media ?? "") + "/image/" + name)
            #expect(cost.status == 1)
            #expect(cost.seconds < 2 && cost.memory - idle.memory < 300 << 20, "\(cost)")
        }

        @Test(
            "so is a large picture of any format that is cut short",
            arguments: [ImageFormat.jpeg, .png, .webp, .gif, .tiff, .avif, .jxl])
        func truncated(_ format: ImageFormat) async throws {
            let folder = try TemporaryFolder()
            let idle = try await Self.idle(folder)
            let whole = try await EncodeImage(
                try Drawing.quarters(40, 30), resize: ImageResize(width: 4000, withoutEnlargement: false),
                output: ImageOutput(format)
            ).run(in: .shared).bytes
            let path = folder.path("cut.\(format.rawValue)")
            try Data(whole.prefix(whole.count * 9 / 10)).write(to: URL(fileURLWithPath: path))
            let cost = try await Self.resize(path)
            #expect(cost.status == 1)
            #expect(cost.seconds < 2 && cost.memory - idle.memory < 300 << 20, "\(cost)")
        }
    }
}

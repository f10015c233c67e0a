internal import ArgumentParser
internal import Foundation
internal import Pipeline
internal import Synchronization

/// `bench`: single pieces of the engine, timed in the process.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times pieces of the service and prints the runs as JSON.",
        subcommands: [BenchSegment.self, BenchProbe.self, BenchListing.self, BenchImage.self, BenchText.self])
}

/// `bench segment`: making one segment.
struct BenchSegment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment", abstract: "Times the making of one segment from an indexed file.")

    @Argument(help: "A video or audio file.")
    var file: String

    @Option(help: "The rung's name.")
    var rung: String

    @Option(help: "The segment's number, from 0.")
    var number: Int

    @Option(help: "How often.")
    var runs = 1

    @Flag(help: "Encode the rung even if the source could be it.")
    var encodeAll = false

    func run() async throws {
        let files = FileEngine(allowsCopy: !encodeAll)
        _ = try await files.library.presentation(of: MediaReference(file))
        let recipe = EncodeSegment(input: MediaReference(file), rung: rung, number: number)
        try await BenchReport.measure("segment \(rung) \(number)", runs: runs) {
            try await recipe.run(in: files.engine).bytes.count
        }
    }
}

/// `bench probe`: indexing a file.
struct BenchProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Times the indexing of a file; bytes are those read from it.")

    @Argument(help: "A video or audio file.")
    var file: String

    @Option(help: "How often.")
    var runs = 1

    func run() async throws {
        try await BenchReport.measure("probe", runs: runs) {
            let library = CountingLibrary()
            let engine = Engine(executor: NativeExecutor(threads: 1), library: library)
            _ = try await ProbeMedia(input: MediaReference(file)).run(in: engine)
            return library.bytes.load(ordering: .relaxed)
        }
    }
}

/// What a benchmark prints.
struct BenchReport: Encodable {
    let name: String
    var runs: [Double] = []
    var bytes = 0

    /// Times `work`, which gives a number of bytes, and prints the result.
    static func measure(_ name: String, runs: Int, work: () async throws -> Int) async throws {
        var report = BenchReport(name: name)
        for _ in 0..<max(1, runs) {
            let start = ContinuousClock.now
            report.bytes = try await work()
            report.runs.append((ContinuousClock.now - start) / .seconds(1))
        }
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }
}

/// Files whose reads are counted.
private final class CountingLibrary: MediaLibrary {
    let bytes = Atomic<Int>(0)

    func source(for reference: MediaReference) async throws -> any ByteSource {
        CountingSource(file: try FileByteSource(path: reference.id), library: self)
    }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        throw MediaError(.notFound, "bench", "only probing is measured here")
    }
}

private struct CountingSource: ByteSource {
    let file: FileByteSource
    let library: CountingLibrary

    var size: Int64 { file.size }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        let count = try file.read(into: buffer, at: offset)
        library.bytes.add(count, ordering: .relaxed)
        return count
    }
}

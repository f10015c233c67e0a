internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `bench image`: resizing files in one process, again and again.
struct BenchImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Times the resizing of images.")

    @Argument(help: "Image files, taken in turn.")
    var files: [String]

    @Option(help: "Pixels across; by turns up to 250 more where there are several files.")
    var width = 720

    @Option(help: "The formats of the results: each file is made into the next one when it comes again.")
    var formats = "jpeg"

    @Option(help: "1 to 100.")
    var quality = 80

    @Option(help: "How many results.")
    var runs = 1

    @Option(help: "How many at once.")
    var jobs = 1

    func run() async throws {
        let formats = formats.split(separator: ",").compactMap { ImageFormat(rawValue: String($0)) }
        guard !formats.isEmpty else { throw ValidationError("no such format") }
        let runs = max(1, runs), jobs = max(1, jobs)
        let files = FileEngine(threads: jobs), inputs = self.files, width = width, quality = quality
        let result: @Sendable (Int) async throws -> EncodedImage = { number in
            let varied = inputs.count > 1 ? width + number * 37 % 250 : width
            return try await TransformImage(
                input: MediaReference(inputs[number % inputs.count]), resize: ImageResize(width: varied),
                output: ImageOutput(formats[(number + number / inputs.count) % formats.count], quality: quality)
            ).run(in: files.engine)
        }
        var report = ImageReport(bytes: try await result(0).bytes.count)
        let (start, startCPU) = (ContinuousClock.now, ProcessFigures.processorSeconds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for job in 0..<jobs {
                group.addTask { for number in stride(from: job, to: runs, by: jobs) { _ = try await result(number) } }
            }
            try await group.waitForAll()
        }
        report.wall = (ContinuousClock.now - start) / .seconds(1) / Double(runs)
        report.cpu = (ProcessFigures.processorSeconds - startCPU) / Double(runs)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }
}

/// What `bench image` prints: seconds of one result, with the workers; bytes of the first.
private struct ImageReport: Encodable {
    var wall = 0.0
    var cpu = 0.0
    var bytes: Int

    init(bytes: Int) { self.bytes = bytes }
}

internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `bench image`: resizing files in one process, again and again.
struct BenchImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Times the resizing of images and tells what memory the process keeps.")

    @Argument(help: "Image files, taken in turn.")
    var files: [String]

    @Option(help: "Pixels across; by turns a little more where there are several files.")
    var width = 720

    @Option(help: "The formats of the results, taken in turn.")
    var formats = "jpeg"

    @Option(help: "1 to 100.")
    var quality = 80

    @Option(help: "How many results.")
    var runs = 1

    func run() async throws {
        let formats = formats.split(separator: ",").compactMap { ImageFormat(rawValue: String($0)) }
        guard !formats.isEmpty else { throw ValidationError("no such format") }
        let files = FileEngine(threads: 1), inputs = self.files
        func result(_ number: Int) async throws -> EncodedImage {
            let varied = inputs.count > 1 ? width + number * 37 % 400 : width
            return try await TransformImage(
                input: MediaReference(inputs[number % inputs.count]), resize: ImageResize(width: varied),
                output: ImageOutput(formats[number % formats.count], quality: quality)
            ).run(in: files.engine)
        }
        var report = ImageReport(bytes: try await result(0).bytes.count)
        let (start, startCPU) = (ContinuousClock.now, ImageReport.processorSeconds)
        for number in 0..<max(1, runs) {
            _ = try await result(number)
            // A tenth of the work warms up; from then on memory should not grow.
            if (number + 1) % max(1, runs / 10) == 0 { report.residentBytes.append(ImageReport.resident) }
        }
        report.wall = (ContinuousClock.now - start) / .seconds(1) / Double(max(1, runs))
        report.cpu = (ImageReport.processorSeconds - startCPU) / Double(max(1, runs))
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }
}

/// What `bench image` prints: seconds of one result, bytes of the first, and resident memory after each tenth.
private struct ImageReport: Encodable {
    var wall = 0.0
    var cpu = 0.0
    var bytes: Int
    var residentBytes: [Int] = []

    init(bytes: Int) { self.bytes = bytes }

    /// User and system time of this process.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    /// Resident memory of this process, from `statm` (proc(5)): pages.
    static var resident: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
    }
}

internal import ArgumentParser
internal import Foundation
internal import Service

/// `bench listing`: pages of one user's many files.
struct BenchListing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listing", abstract: "Times pages of 50 files at the start, middle and end of listings.")

    @Option(help: "How many files the user has.")
    var files = 1_000_000

    @Option(help: "How many pages are read at each depth.")
    var pages = 500

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "listing-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let timings = try await ListingBenchmark(folder: folder, count: files).run(pages: pages)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(timings), as: UTF8.self))
    }
}

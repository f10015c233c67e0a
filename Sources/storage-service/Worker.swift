internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `worker`: works on the pages of documents for another process of this program, which starts it.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads requests from standard input and answers them on standard output; started by the service.",
        shouldDisplay: false)

    /// Starts this very program as a worker; nil where it cannot tell where it lies.
    static var command: WorkerCommand? {
        Bundle.main.executablePath.map { WorkerCommand(path: $0, arguments: ["worker"]) }
    }

    func run() throws { try WorkerServer.run() }
}

internal import ArgumentParser
internal import Pipeline

/// `worker`: works on the pages of documents for another process of this program, which starts it.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads requests from standard input and answers them on standard output; started by the service.",
        shouldDisplay: false)

    func run() throws { try WorkerServer.run() }
}

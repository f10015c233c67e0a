import Foundation

/// A program that is run to its end.
struct Tool {
    /// What it left behind.
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The programs of this package and of Debian, by name.
    static func path(_ name: String) throws -> URL {
        let folders = ["/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin"]
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return URL(filePath: "\(folder)/\(name)")
        }
        throw Missing(name: name)
    }

    /// The program under test: END_TO_END_PROGRAM, or else what the build put beside the tests.
    static var service: URL {
        if let program = ProcessInfo.processInfo.environment["END_TO_END_PROGRAM"] { return URL(filePath: program) }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "storage-service")
    }

    /// How often a test with chance in it is repeated: `variable` of the environment, or few times.
    static func rounds(_ variable: String, otherwise few: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? few
    }

    /// Runs `program` with nothing on standard input.
    static func run(
        _ program: URL, _ arguments: [String], folder: URL? = nil, environment: [String: String] = [:]
    ) async throws -> Outcome {
        let scratch = try Workspace()
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try scratch.create("output")
        process.standardError = try scratch.create("errors")
        try await process.start(with: environment)
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        return Outcome(
            status: try await process.ended(within: 120), output: scratch.text(of: "output"),
            errors: scratch.text(of: "errors"))
    }

    /// A tool that the tests need is not there.
    struct Missing: Error, CustomStringConvertible {
        var name: String
        var description: String { "\(name) is not installed: run `make deps-test`" }
    }
}

import Foundation

/// A running `storage-service serve` on a free port. Letting go of it kills the process.
final class ServiceProcess: Sendable {
    let port: Int
    /// Signed for one user with the secret that the first start made.
    let token: String
    let workspace: Workspace
    private let process: Process

    /// The data directory.
    var data: URL { workspace.folder.appending(path: "data") }
    /// What the process wrote to standard output so far.
    var output: String { workspace.text(of: "output") }
    var processIdentifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Starts it in `workspace`, with the data that is already there, and returns when it is ready.
    /// - Parameters:
    ///   - options: more options of `serve`.
    ///   - environment: configuration by environment.
    ///   - launcher: a program and its arguments that run what follows them in their own place (execve).
    init(
        in workspace: Workspace, options: [String] = [], environment: [String: String] = [:], launcher: [String] = []
    ) async throws {
        self.workspace = workspace
        port = try Connection.freePort()
        process = Process()
        let data = workspace.folder.appending(path: "data").path
        let command =
            launcher + [Tool.service.path, "serve", "--host", "127.0.0.1", "--port", String(port), "--data-dir", data]
            + options
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try workspace.create("output")
        process.standardError = try workspace.create("errors")
        try await process.start(with: environment)
        let ready = HTTPRequest(path: "/health/ready")
        _ = try await eventually("serve is ready") { [process, port] in
            guard process.isRunning else { throw Ended(status: process.terminationStatus, workspace: workspace) }
            return try? await ready.send(to: port).expecting(200)
        }
        token = try await Self.token(in: workspace, environment)
    }

    /// A token that outlives every test. One is made for each workspace.
    private static func token(in workspace: Workspace, _ environment: [String: String]) async throws -> String {
        let known = workspace.text(of: "token")
        if !known.isEmpty { return known }
        let data = workspace.folder.appending(path: "data").path
        let answer = try await Tool.run(
            Tool.service, ["token", "--user", "pupil", "--expires-in", "1000000", "--data-dir", data],
            environment: environment)
        let token = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try workspace.create("token").write(contentsOf: Data(token.utf8))
        return token
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// An authorised request.
    func request(_ method: String = "GET", _ path: String) -> HTTPRequest {
        HTTPRequest(method: method, path: path, headers: ["Authorization": "Bearer \(token)"])
    }

    /// The answer to an authorised GET.
    func get(_ path: String) async throws -> HTTPAnswer { try await request("GET", path).send(to: port) }

    /// Sends `signal` and returns the exit status, or the signal that ended the process.
    func end(by signal: Int32) async throws -> Int32 {
        kill(process.processIdentifier, signal)
        return try await process.ended(within: 40)
    }

    /// A figure from `/metrics`, summed over its labels; 0 before its first sample.
    func metric(_ name: String) async throws -> Double {
        let lines = try await get("/metrics").expecting(200).text.split(separator: "\n")
        guard lines.contains(where: { $0.hasPrefix("# TYPE \(name) ") }) else { throw NoMetric(name: name) }
        let samples = lines.filter { $0.hasPrefix(name + " ") || $0.hasPrefix(name + "{") }
        return samples.reduce(0) { $0 + (Double($1.split(separator: " ").last ?? "") ?? 0) }
    }

    /// User and system CPU seconds since the start, by proc(5).
    func processorTime() throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = fields[12...13].reduce(0.0) { $0 + (Double($1) ?? 0) }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The most resident bytes there were since the start or the last `forgetPeakMemory`, by proc(5).
    func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// Begins the peak again at what is resident now, which it returns.
    func forgetPeakMemory() throws -> Int {
        try Data("5".utf8).write(to: URL(filePath: "/proc/\(processIdentifier)/clear_refs"))
        return try peakMemory()
    }

    /// The process ended before it was ready.
    struct Ended: Error, CustomStringConvertible {
        var status: Int32
        var workspace: Workspace
        var description: String { "serve ended with \(status): \(workspace.text(of: "errors"))" }
    }

    /// `/metrics` does not have it.
    struct NoMetric: Error { var name: String }
}

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
    /// - Parameter options: more options of `serve`.
    init(in workspace: Workspace, options: [String] = []) async throws {
        self.workspace = workspace
        port = try Connection.freePort()
        process = Process()
        process.executableURL = Tool.service
        let data = workspace.folder.appending(path: "data").path
        process.arguments = ["serve", "--host", "127.0.0.1", "--port", String(port), "--data-dir", data] + options
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try workspace.create("output")
        process.standardError = try workspace.create("errors")
        try await process.start()
        let ready = HTTPRequest(path: "/health/ready")
        _ = try await eventually("serve is ready") { [process, port] in
            guard process.isRunning else { throw Ended(status: process.terminationStatus, workspace: workspace) }
            return try? await ready.send(to: port).expecting(200)
        }
        let answer = try await Tool.run(Tool.service, ["token", "--user", "pupil", "--data-dir", data])
        token = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
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

    /// The process ended before it was ready.
    struct Ended: Error, CustomStringConvertible {
        var status: Int32
        var workspace: Workspace
        var description: String { "serve ended with \(status): \(workspace.text(of: "errors"))" }
    }

    /// `/metrics` does not have it.
    struct NoMetric: Error { var name: String }
}

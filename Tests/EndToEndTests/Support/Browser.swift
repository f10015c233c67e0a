import Foundation

/// Headless Chromium behind chromedriver, by the WebDriver protocol (W3C WebDriver 2). Letting go of it ends both.
final class Browser: Sendable {
    private let driver: Process
    private let port: Int
    private let session: String
    private let workspace: Workspace

    /// Starts both with an empty profile.
    init() async throws {
        workspace = try Workspace()
        port = try Connection.freePort()
        driver = Process()
        driver.executableURL = try Tool.path("chromedriver")
        driver.arguments = ["--port=\(port)"]
        driver.standardInput = FileHandle.nullDevice
        let log = try workspace.create("log")
        driver.standardOutput = log
        driver.standardError = log
        let options = Capabilities.Options(
            binary: try Tool.path("chromium").path,
            args: [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--autoplay-policy=no-user-gesture-required",
                "--user-data-dir=\(workspace.folder.appending(path: "profile").path)",
            ])
        try await driver.start()
        let port = port
        _ = try await eventually("chromedriver is ready") {
            try? await HTTPRequest(path: "/status").send(to: port).expecting(200)
        }
        let wanted = New(capabilities: .init(alwaysMatch: Capabilities(options: options)))
        session = try await Self.call(port, "/session", wanted, Created.self).sessionId
    }

    deinit {
        // SIGTERM lets chromedriver end its browser.
        if driver.isRunning { kill(driver.processIdentifier, SIGTERM) }
    }

    /// Loads a page.
    func open(_ url: String) async throws {
        _ = try await Self.call(port, "/session/\(session)/url", ["url": url], Ignored?.self)
    }

    /// What `script` returns; its text is the body of a function.
    func evaluate<Value: Decodable>(_ script: String, as type: Value.Type) async throws -> Value {
        try await Self.call(port, "/session/\(session)/execute/sync", Script(script: script), type)
    }

    /// Ends browser and driver.
    func close() async throws {
        var request = HTTPRequest(method: "DELETE", path: "/session/\(session)")
        request.headers["Content-Type"] = "application/json"
        _ = try await request.send(to: port)
        kill(driver.processIdentifier, SIGTERM)
        _ = try await driver.ended(within: 10)
    }

    private static func call<Value: Decodable>(
        _ port: Int, _ path: String, _ body: some Encodable, _ type: Value.Type
    ) async throws -> Value {
        var request = HTTPRequest(method: "POST", path: path)
        request.headers["Content-Type"] = "application/json; charset=utf-8"
        request.body = try JSONEncoder().encode(body)
        return try await request.send(to: port).expecting(200).json(Answer<Value>.self).value
    }
}

private struct Answer<Value: Decodable>: Decodable { var value: Value }
private struct Created: Decodable { var sessionId: String }
private struct Ignored: Decodable {}
private struct Script: Encodable {
    var script: String
    var args: [String] = []
}
private struct New: Encodable {
    struct Match: Encodable { var alwaysMatch: Capabilities }
    var capabilities: Match
}
private struct Capabilities: Encodable {
    struct Options: Encodable {
        var binary: String
        var args: [String]
    }
    var options: Options
    enum CodingKeys: String, CodingKey { case options = "goog:chromeOptions" }
}

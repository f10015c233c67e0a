import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Pipeline
import Testing

@testable import Service

/// The whole service in a folder of its own, spoken to through its router.
struct TestService: Sendable {
    static let base = "/api/v1/storage"

    let client: any TestClientProtocol
    let folder: TemporaryFolder
    let runner: WatchedRunner
    let issuer: TokenIssuer

    /// An answer's status, headers and body.
    typealias Answer = TestResponse

    /// Runs `test` against a service in a new folder, or in the one of an earlier service.
    static func run(
        in folder: TemporaryFolder? = nil, configure: (inout ServiceConfiguration) -> Void = { _ in },
        holding gate: Gate? = nil, _ test: @Sendable (TestService) async throws -> Void
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        var configuration = Self.configuration(folder)
        configure(&configuration)
        let runner = WatchedRunner(gate: gate)
        let application = try await StorageApplication(configuration: configuration, logger: Self.logger) { library in
            runner.attach(library.engine)
        }
        let issuer = try TokenIssuer(configuration: configuration)
        try await application.application().test(.router) { client in
            try await test(TestService(client: client, folder: folder, runner: runner, issuer: issuer))
        }
    }

    static func configuration(_ folder: TemporaryFolder) -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.dataDir = folder.path + "/data"
        configuration.port = 0
        configuration.prefetchSegments = 0
        configuration.nativeThreads = 2
        return configuration
    }

    static var logger: Logger {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }

    /// Asks as `user`; nobody when nil.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as user: String? = "ada", scope: String? = nil,
        headers: HTTPFields = [:], body: ByteBuffer? = nil
    ) async throws -> Answer {
        var headers = headers
        if let user, headers[.authorization] == nil {
            headers[.authorization] = "Bearer " + (try await issuer.token(user: user, scope: scope, lifetime: 600))
        }
        let uri = path.hasPrefix("/") ? path : "\(Self.base)/\(path)"
        let answer = try await client.executeRequest(uri: uri, method: method, headers: headers, body: body)
        Contract.published.expect(
            method, uri, .init(status: answer.status.code, headers: answer.headers, body: answer.text))
        return answer
    }

    /// Uploads `bytes` as the part named `file`, between the other fields.
    func upload(
        _ bytes: ByteBuffer, filename: String = "lesson.mp4", type: String? = nil, before: [(String, String)] = [],
        after: [(String, String)] = [], as user: String = "ada"
    ) async throws -> Answer {
        let form = Form(bytes, filename: filename, type: type, before: before, after: after)
        return try await ask(.post, "upload", as: user, headers: form.headers, body: form.body)
    }

    /// Uploads a fixture and answers its id.
    func uploaded(_ fixture: String = "lesson.mp4", as user: String = "ada") async throws -> String {
        let answer = try await upload(try Fixture.bytes(fixture), filename: fixture, as: user)
        try #require(answer.status == .created)
        return try answer.json(UploadAnswer.self).fileId
    }

    /// Everything stored for contents: no file here means that nothing was left behind.
    var storedBlobs: [String] { folder.files().filter { $0.hasPrefix("data/blobs/") || $0.hasPrefix("data/staging/") } }
}

/// What tests read of an upload's answer.
struct UploadAnswer: Decodable {
    let fileId: String
    let filename: String
    let contentType: String
    let size: Int
    let url: String
    let thumbnailUrl: String?
    let createdAt: String
    let sha256: String
}

/// What tests read of a problem document.
struct ProblemAnswer: Decodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let code: String
    let requestId: String
}

extension TestResponse {
    /// The body as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }

    /// The body as text.
    var text: String { String(buffer: body) }

    /// The `code` of a problem document, empty when the body is none.
    var problemCode: String {
        guard headers[.contentType] == "application/problem+json" else { return "" }
        return (try? json(ProblemAnswer.self).code) ?? ""
    }
}

/// A `multipart/form-data` body.
struct Form {
    let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=test-boundary"]
    let body: ByteBuffer

    init(
        _ bytes: ByteBuffer, filename: String, type: String? = nil, before: [(String, String)] = [],
        after: [(String, String)] = []
    ) {
        func field(_ field: (String, String)) -> String {
            "--test-boundary\r\nContent-Disposition: form-data; name=\"\(field.0)\"\r\n\r\n\(field.1)\r\n"
        }
        let escaped = filename.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        var body = ByteBuffer(string: before.map(field).joined())
        body.writeString(
            "--test-boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(escaped)\"\r\n")
        if let type { body.writeString("Content-Type: \(type)\r\n") }
        body.writeString("\r\n")
        body.writeImmutableBuffer(bytes)
        body.writeString("\r\n" + after.map(field).joined() + "--test-boundary--\r\n")
        self.body = body
    }
}

/// The project's sample files.
enum Fixture {
    /// The path of `name`.
    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
    }

    /// The bytes of `name`.
    static func bytes(_ name: String) throws -> ByteBuffer {
        ByteBuffer(bytes: try Data(contentsOf: URL(filePath: path(name))))
    }
}

import HTTPTypes
import NIOCore

@testable import Service

extension LiveService {
    /// Asks on a connection of its own that is closed after the answer; the whole answer as text.
    func exchange(
        _ method: String, _ path: String, as user: String = "ada", headers: [String] = [], body: ByteBuffer? = nil
    ) async throws -> String {
        let uri = path.hasPrefix("/") ? path : "\(TestService.base)/\(path)"
        var headers = headers + ["Connection: close"]
        if let body { headers.append("Content-Length: \(body.readableBytes)") }
        let head = try await head("\(method) \(uri)", as: user, headers: headers)
        return try await connect { connection in
            try await connection.send(head)
            if let body { try await connection.outbound.write(body) }
            return try await connection.read { _ in false }
        }
    }

    /// Uploads a fixture and answers its id.
    func uploaded(_ fixture: String, as user: String = "ada") async throws -> String {
        let form = Form(try Fixture.bytes(fixture), filename: fixture)
        let answer = try await exchange(
            "POST", "upload", as: user, headers: ["Content-Type: \(form.headers[.contentType] ?? "")"], body: form.body)
        guard let id = answer.firstMatch(of: /"fileId":"([0-9a-f]{32})"/)?.1 else { throw Unexpected() }
        return String(id)
    }
}

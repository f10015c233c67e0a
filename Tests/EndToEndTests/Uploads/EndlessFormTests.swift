import Foundation
import Testing

extension EndToEnd {
    @Suite("A form that never comes to its point takes no memory")
    struct EndlessFormTests {
        private static let total = 1 << 30
        private static let growthLimit = 64 << 20

        @Test(
            "One GiB is refused early",
            arguments: [
                ("a text part without a filename", "Content-Disposition: form-data; name=\"notes\"\r\n\r\n", "x"),
                (
                    "a text part that is called metadata", "Content-Disposition: form-data; name=\"metadata\"\r\n\r\n",
                    "x"
                ),
                ("a file part without a filename", "Content-Disposition: form-data; name=\"file\"\r\n\r\n", "x"),
                ("one part header without an end", "Content-Disposition: form-data; name=\"file\"; filename=\"", "x"),
                ("part headers without an end", "", "X-Header: value\r\n"),
                ("a preamble without a boundary", nil, "x"),
            ] as [(String, String?, String)])
        func refused(what: String, head: String?, filling: String) async throws {
            let service = try await ServiceProcess(in: Workspace())
            _ = try await service.get("/health/ready").expecting(200)
            let before = try service.forgetPeakMemory()
            let answer = try await stream(head.map { "--b\r\n\($0)" } ?? "", filling, to: service)
            if let answer { #expect([400, 413].contains(answer.status), "\(what): \(answer.text)") }
            let growth = try service.peakMemory() - before
            #expect(growth < Self.growthLimit, "\(what): \(growth >> 20) MiB")
            #expect(try await service.get("/health/ready").status == 200)
            #expect(try Workspace.files(below: service.data.appending(path: "staging")) == [])
        }

        /// Sends the form until the service answers or hangs up; nil when it hung up.
        private func stream(_ head: String, _ filling: String, to service: ServiceProcess) async throws -> HTTPAnswer? {
            var request = service.request("POST", "/api/v1/storage/upload")
            request.headers["Content-Type"] = "multipart/form-data; boundary=b"
            request.headers["Content-Length"] = String(Self.total)
            // The service reads on to the end of the form, so that the connection can be used again.
            request.isLast = false
            let start = request.encodedHead + Data(head.utf8)
            let piece = Data(String(repeating: filling, count: (1 << 20) / filling.utf8.count).utf8)
            return try await onThread { [port = service.port] in
                let connection = try Connection.open(port: port)
                try connection.send(start)
                for _ in 0..<Self.total / piece.count {
                    do { try connection.send(piece) } catch is SocketError { break }
                }
                // A connection that was reset while bytes were on their way may have lost the answer.
                return try? HTTPAnswer(from: connection, withBody: true)
            }
        }
    }
}

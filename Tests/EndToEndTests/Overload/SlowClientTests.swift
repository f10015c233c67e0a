import Foundation
import Testing

extension EndToEnd {
    /// END_TO_END_SLOW_CLIENTS says how many; `make bench` measures a thousand.
    @Suite("Callers that send a byte now and then")
    struct SlowClientTests {
        private let crowdSize = Tool.rounds("END_TO_END_SLOW_CLIENTS", otherwise: 200)

        @Test("do not keep others from being served")
        func others() async throws {
            let service = try await ServiceProcess(in: Workspace())
            let crowd = try crowd(of: service)
            for _ in 0..<20 {
                for slow in crowd { try slow.dribble() }
                _ = try await service.get("/health/ready").expecting(200)
                _ = try await service.upload(Fixture.path("lesson.mp4")).expecting(201)
            }
        }

        @Test("are cut off in time, whether the head or the body does not end; a steady sender is not")
        func cutOff() async throws {
            // The rate is judged every five seconds, as often as the time for a whole body.
            let limits = [
                "STORAGE_IDLE_TIMEOUT": "2", "STORAGE_BODY_TIMEOUT": "5", "STORAGE_MINIMUM_BODY_RATE": "1000",
            ]
            let service = try await ServiceProcess(in: Workspace(), environment: limits)
            let crowd = try crowd(of: service)
            async let steady = steadyUpload(to: service)
            _ = try await eventually("all of them are gone", within: 20, every: .milliseconds(100)) {
                crowd.count { (try? $0.dribble()) != nil } == 0 ? true : nil
            }
            #expect(try await steady.status == 201)
            #expect(try Workspace.files(below: service.data.appending(path: "staging")) == [])
        }

        @Test("A caller that is refused while it sends gets its answer and loses the connection")
        func refused() async throws {
            let service = try await ServiceProcess(in: Workspace())
            var request = HTTPRequest(method: "POST", path: "/api/v1/storage/upload")
            request.headers["Content-Type"] = "multipart/form-data; boundary=b"
            request.headers["Content-Length"] = String(16 << 20)
            let head = request.encodedHead
            let answer = try await onThread { [port = service.port] in
                let connection = try Connection.open(port: port)
                try connection.send(head)
                for _ in 0..<16 { try connection.send(Data(count: 1 << 20)) }
                return try HTTPAnswer(from: connection, withBody: true)
            }
            #expect(answer.status == 401)
        }

        /// Half of them never end the head of a request, half never end its body.
        private func crowd(of service: ServiceProcess) throws -> [SlowClient] {
            var upload = service.request("POST", "/api/v1/storage/upload")
            upload.headers["Content-Type"] = "multipart/form-data; boundary=b"
            upload.headers["Content-Length"] = "1000000"
            let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n"
            let starts = [Data("GET / HTTP/1.1\r\nHost: slow\r\nX-Slow: ".utf8), upload.encodedHead + Data(part.utf8)]
            return try (0..<crowdSize).map { try SlowClient(starts[$0 % 2], to: service.port) }
        }

        /// Three seconds for 80 kB: more than twenty times what is demanded.
        private func steadyUpload(to service: ServiceProcess) async throws -> HTTPAnswer {
            var request = service.request("POST", "/api/v1/storage/upload")
            request.headers["Content-Type"] = "multipart/form-data; boundary=b"
            let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n"
            request.body = Data(part.utf8) + Data(count: 80_000) + Data("\r\n--b--\r\n".utf8)
            let bytes = request.encoded
            return try await onThread { [port = service.port] in
                let connection = try Connection.open(port: port)
                for start in stride(from: 0, to: bytes.count, by: bytes.count / 30) {
                    try connection.send(bytes[start..<min(start + bytes.count / 30, bytes.count)])
                    Thread.sleep(forTimeInterval: 0.1)
                }
                return try HTTPAnswer(from: connection, withBody: true)
            }
        }
    }

    /// A connection that has sent the beginning of a request.
    private final class SlowClient {
        private let connection: Connection

        init(_ start: Data, to port: Int) throws {
            connection = try Connection.open(port: port)
            try connection.send(start)
        }

        /// Sends one byte more; throws when the other side has gone.
        func dribble() throws { try connection.send(Data("x".utf8)) }
    }
}

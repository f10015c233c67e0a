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

        /// Half of them never end the head of a request, half never end its body.
        private func crowd(of service: ServiceProcess) throws -> [SlowClient] {
            var upload = service.request("POST", "/api/v1/storage/upload")
            upload.headers["Content-Type"] = "multipart/form-data; boundary=b"
            upload.headers["Content-Length"] = "1000000"
            let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n"
            let starts = [Data("GET / HTTP/1.1\r\nHost: slow\r\nX-Slow: ".utf8), upload.encodedHead + Data(part.utf8)]
            return try (0..<crowdSize).map { try SlowClient(starts[$0 % 2], to: service.port) }
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

import Hummingbird
import NIOCore
import ServiceLifecycle
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
    /// A server that answers well, at length, elsewhere, and never.
    private func withServer(_ test: @escaping @Sendable (_ url: String, _ asked: Gate) async throws -> Void)
        async throws
    {
        let asked = Gate()
        let router = Router()
        router.get("good") { _, _ in "hello" }
        router.get("long") { _, _ in String(repeating: "x", count: 100_000) }
        router.get("elsewhere") { _, _ in Response.redirect(to: "file:///etc/passwd") }
        router.get("never") { _, _ -> String in
            try await asked.pass()
            return ""
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }, logger: TestService.logger)
        let group = ServiceGroup(services: [server], logger: TestService.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                do { try await test("http://127.0.0.1:\(port)", asked) } catch {
                    asked.open()
                    await group.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            asked.open()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func expect(
        _ code: OutgoingError.Code, _ url: String, limits: HTTPClient.Limits = .init()
    ) async {
        let error = await #expect(throws: OutgoingError.self) { try await HTTPClient().get(url, limits: limits) }
        #expect(error?.code == code)
    }

    @Test func `answers come whole, errors by their kind, and no redirect is followed`() async throws {
        try await withServer { url, _ async throws in
            let answer = try await HTTPClient().get(url + "/good")
            #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "hello")
            #expect(try await HTTPClient().get(url + "/missing").status == 404)
            let elsewhere = try await HTTPClient().get(url + "/elsewhere")
            #expect((300..<400).contains(elsewhere.status) && elsewhere.body.isEmpty)
            var small = HTTPClient.Limits()
            small.bytes = 99_999
            await expect(.tooLarge, url + "/long", limits: small)
            var short = HTTPClient.Limits()
            short.timeout = .milliseconds(50)
            await expect(.timedOut, url + "/never", limits: short)
        }
        await expect(.badAddress, "file:///etc/passwd")
        await expect(.badAddress, "ftp://127.0.0.1/x")
        await expect(.unreachable, "http://127.0.0.1:1/")
    }

    @Test func `a request that nobody waits for any more ends`() async throws {
        try await withServer { url, asked async throws in
            let asking = Task { try await HTTPClient().get(url + "/never") }
            await asked.waitForArrivals(1)
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }
        }
    }

    @Test(arguments: ["http://example.org/keys", "ftp://localhost/", "keys", "https://", "file:///etc/passwd"])
    func `a key set is fetched over a safe way only`(url: String) async throws {
        let folder = try TemporaryFolder()
        var configuration = TestService.configuration(folder)
        configuration.jwksURL = url
        let unsafe = configuration
        await #expect(throws: ConfigurationError.self) {
            try await StorageApplication(configuration: unsafe, logger: TestService.logger)
        }
    }
}

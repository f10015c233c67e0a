internal import HTTPTypes
internal import Hummingbird

/// What operators and tools ask, without a token: health, metrics, and the contract.
struct OperationsController: Sendable {
    let metrics: ServiceMetrics
    let readiness: Readiness
    /// What the text of pictures can be in, as ISO 639-1 codes.
    let languages: [String]

    func addRoutes(to router: some RouterMethods<StorageRequestContext>) {
        router.get("health/live", use: live)
        router.get("health/ready", use: ready)
        router.get("metrics", use: exposition)
        router.get("openapi.yaml", use: contract)
    }

    private struct Health: Encodable {
        let status: String
        var checks: [String: Readiness.Check]?
        var languages: [String]?
    }

    private func live(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try .json(Health(status: "ok"))
    }

    private func ready(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let checks = await readiness.checks()
        let isReady = checks.values.allSatisfy(\.isFine)
        return try .json(
            Health(status: isReady ? "ok" : "failed", checks: checks, languages: languages),
            status: isReady ? .ok : .serviceUnavailable)
    }

    private func exposition(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.render())))
    }

    private func contract(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/yaml", .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: OpenAPIDocument.text)))
    }
}

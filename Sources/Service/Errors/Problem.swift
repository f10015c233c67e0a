internal import HTTPTypes
internal import Hummingbird

/// An RFC 9457 problem document.
struct Problem: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let code: String
    let requestId: String
    let missing: [Int64]?

    init(_ failure: PublicFailure, requestID: String) {
        type = "about:blank"
        title = failure.status.reasonPhrase
        status = failure.status.code
        detail = failure.detail
        code = failure.code.rawValue
        requestId = requestID
        missing = failure.missing
    }
}

extension PublicFailure {
    /// The whole answer, with the headers that go with the code.
    func response(requestID: String) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if code == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let allow { headers[.allow] = allow }
        if let completeLength { headers[.contentRange] = "bytes */\(completeLength)" }
        // A problem is a few strings: encoding it cannot fail, and an empty body would still carry the status.
        let body = (try? JSON.encode(Problem(self, requestID: requestID))) ?? []
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

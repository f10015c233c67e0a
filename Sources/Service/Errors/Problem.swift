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

/// A problem as it is sent: encoded, with the headers that go with its code.
struct ProblemDocument {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: ByteBuffer

    init(_ failure: PublicFailure, requestID: String) {
        status = failure.status
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if failure.code == .unauthenticated { headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = failure.retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let allow = failure.allow { headers[.allow] = allow }
        if let completeLength = failure.completeLength { headers[.contentRange] = "bytes */\(completeLength)" }
        self.headers = headers
        // A problem is a few strings: encoding it cannot fail, and an empty body would still carry the status.
        body = ByteBuffer(bytes: (try? JSON.encode(Problem(failure, requestID: requestID))) ?? [])
    }

    /// The whole answer.
    var response: Response { Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body)) }
}

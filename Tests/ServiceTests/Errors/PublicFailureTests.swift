import Hummingbird
import HTTPTypes
import NIOHTTP1
import Pipeline
import Testing

@testable import Service

@Suite struct PublicFailureTests {
    @Test(
        arguments: [
            (MediaError(.unsupported, "op", "why"), 415, "unsupported_media_type"),
            (MediaError(.corrupt, "op", "why"), 422, "unprocessable_media"),
            (MediaError(.limitExceeded, "op", "why"), 422, "unprocessable_media"),
            (MediaError(.notFound, "op", "why"), 404, "not_found"),
            (MediaError(.inputOutput, "op", "/secret/path"), 500, "internal_error"),
            (MediaError(.engine, "op", "library text"), 500, "internal_error"),
            (MediaError(.cancelled, "op", "why"), 499, "client_closed_request"),
            (CancellationError(), 499, "client_closed_request"),
            (ServiceError(.unauthenticated, "why"), 401, "unauthenticated"),
            (ServiceError(.tooBusy, "why", retryAfter: 2), 503, "too_busy"),
            (ServiceError(.emptyFile, "why"), 400, "empty_file"),
            (BlobError(.full, "pwrite", "/secret/path"), 507, "storage_full"),
            (BlobError(.unavailable, "open", "/secret/path"), 503, "unavailable"),
            (MetadataError(.full, "SELECT secret"), 507, "storage_full"),
            (MetadataError(.unavailable, "SELECT secret"), 503, "unavailable"),
            (MetadataError(.unexpectedRowCount, "SELECT secret"), 409, "conflict"),
            (MetadataError(.statement, "SELECT secret"), 500, "internal_error"),
            (MultipartError.truncated, 400, "invalid_request"),
            (MultipartError.fieldTooLarge("a"), 413, "payload_too_large"),
            (HTTPParserError.headerOverflow, 400, "invalid_request"),
            (HTTPError(.notFound), 404, "not_found"),
            (HTTPError(.contentTooLarge), 413, "payload_too_large"),
            (HTTPError(.badRequest), 400, "invalid_request"),
            (Unexpected(), 500, "internal_error"),
        ] as [(any Error, Int, String)])
    func `every error has one public face`(error: any Error, status: Int, code: String) {
        let failure = PublicFailure(error)
        #expect(failure.status.code == status)
        #expect(failure.code.rawValue == code)
        for secret in ["secret", "library text", "SELECT"] { #expect(!failure.detail.contains(secret)) }
    }

    @Test func `a problem document has what the contract says`() throws {
        var refusal = ServiceError(.rangeNotSatisfiable, "outside")
        refusal.completeLength = 7
        let response = ProblemDocument(PublicFailure(refusal), requestID: "r1")
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.contentRange] == "bytes */7")
        #expect(
            ProblemDocument(PublicFailure(ServiceError(.unauthenticated, "")), requestID: "").headers[.wwwAuthenticate]
                == "Bearer")
        #expect(
            ProblemDocument(PublicFailure(ServiceError(.tooBusy, "", retryAfter: 3)), requestID: "").headers[
                .retryAfter]
                == "3")
    }
}

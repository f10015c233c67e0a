/// What this service refuses or fails to do, in a form that maps to one public answer.
struct ServiceError: Error, CustomStringConvertible {
    /// The stable codes of the published contract.
    enum Code: String, Sendable, CaseIterable {
        case unauthenticated
        case forbidden
        /// A signed link that was not made here, or has been changed.
        case invalidSignature = "invalid_signature"
        case linkExpired = "link_expired"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case invalidRequest = "invalid_request"
        case emptyFile = "empty_file"
        case conflict
        case incompleteUpload = "incomplete_upload"
        case digestMismatch = "digest_mismatch"
        case preconditionFailed = "precondition_failed"
        case payloadTooLarge = "payload_too_large"
        case unsupportedLanguage = "unsupported_language"
        case unsupportedMediaType = "unsupported_media_type"
        case rangeNotSatisfiable = "range_not_satisfiable"
        case unprocessableMedia = "unprocessable_media"
        case requestTimeout = "request_timeout"
        case clientClosedRequest = "client_closed_request"
        case quotaExceeded = "quota_exceeded"
        case tooBusy = "too_busy"
        case storageFull = "storage_full"
        case unavailable
        case timedOut = "timed_out"
        case upstreamFailed = "upstream_failed"
        /// A file whose bytes the store has lost.
        case contentMissing = "content_missing"
        case internalError = "internal_error"
    }

    /// The kind of refusal.
    var code: Code
    /// What the caller is told; holds nothing internal.
    var detail: String
    /// Seconds after which trying again makes sense.
    var retryAfter: Int?
    /// Whether `too_busy` is about this caller's share (429) and not about the whole service (503).
    var isCallersShare = false
    /// The whole size, for `range_not_satisfiable`.
    var completeLength: Int64?
    /// The numbers of the first chunks that have not come, for `incomplete_upload`.
    var missing: [Int64]?
    /// The methods an address takes, for `method_not_allowed`.
    var allow: String?
    /// What led here; logged, never sent.
    var cause: (any Error)?

    init(_ code: Code, _ detail: String, retryAfter: Int? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
        self.cause = cause
    }

    var description: String { "\(code.rawValue): \(detail)" + (cause.map { ", because of \($0)" } ?? "") }

    /// The caller asks for more at a time than one user may; others are served.
    static func tooManyRequests(_ detail: String, retryAfter: Int) -> ServiceError {
        var error = ServiceError(.tooBusy, detail, retryAfter: retryAfter)
        error.isCallersShare = true
        return error
    }

    /// The one answer for what does not exist and for what belongs to somebody else.
    static func noSuchFile() -> ServiceError { ServiceError(.notFound, "There is no such file.") }
    /// The same for jobs.
    static func noSuchJob() -> ServiceError { ServiceError(.notFound, "There is no such job.") }
}

internal import HTTPTypes
internal import Hummingbird
internal import NIOHTTP1
internal import Pipeline

/// The public face of any error: status, stable code and text are chosen here and nowhere else.
struct PublicFailure: Equatable {
    var status: HTTPResponse.Status
    var code: ServiceError.Code
    var detail: String
    var retryAfter: Int?
    var completeLength: Int64?
    var allow: String?
    var missing: [Int64]?

    /// The answer for `error`. An error of no known kind says nothing about itself.
    init(_ error: any Error) {
        switch error {
        case let error as ServiceError:
            self.init(error.code, error.detail)
            if error.isCallersShare { status = .tooManyRequests }
            retryAfter = error.retryAfter
            completeLength = error.completeLength
            allow = error.allow
            missing = error.missing
        case let error as MediaError:
            self.init(media: error)
        case let error as MetadataError:
            self.init(metadata: error)
        case let error as BlobError:
            self.init(blob: error)
        case let error as MultipartError:
            self.init(error.isTooLarge ? .payloadTooLarge : .invalidRequest, error.detail)
        case is CancellationError:
            self.init(.clientClosedRequest, "The request was given up.")
        case let error as HTTPParserError:
            self.init(.invalidRequest, Self.detail(ofUnreadable: error))
        case let error as any HTTPResponseError:
            self.init(status: error.status)
        default:
            self.init(.internalError, "The service failed; the request id names the failure in its log.")
        }
    }

    private init(_ code: ServiceError.Code, _ detail: String) {
        self.status = code.status
        self.code = code
        self.detail = detail
    }

    private init(media error: MediaError) {
        switch error.code {
        case .unsupported:
            self.init(.unsupportedMediaType, "The file is of no kind that this can be done with: \(error.message)")
        case .corrupt: self.init(.unprocessableMedia, "The file is damaged: \(error.message)")
        case .timedOut: self.init(.timedOut, "The work took too long; try again later.")
        case .limitExceeded: self.init(.unprocessableMedia, "The file asks for too much: \(error.message)")
        case .notFound: self.init(.notFound, error.message)
        case .cancelled: self.init(.clientClosedRequest, "The request was given up.")
        case .passwordRequired: self.init(.unprocessableMedia, "The document is protected by a password.")
        case .wrongPassword: self.init(.unprocessableMedia, "The password does not open the document.")
        case .invalidRequest: self.init(.invalidRequest, error.message)
        case .inputOutput: self.init(.internalError, "The stored file could not be read.")
        case .engine: self.init(.internalError, "The media engine failed.")
        }
    }

    private init(metadata error: MetadataError) {
        switch error.code {
        case .unexpectedRowCount: self.init(.conflict, "Somebody else changed this at the same time.")
        case .constraint: self.init(.conflict, "This contradicts what is stored.")
        case .busy:
            self.init(.tooBusy, "The database is busy.")
            retryAfter = 1
        case .full: self.init(.storageFull, "There is no room left.")
        case .unavailable:
            self.init(.unavailable, "The database cannot be reached.")
            retryAfter = 5
        case .statement: self.init(.internalError, "The database refused a statement.")
        }
    }

    private init(blob error: BlobError) {
        switch error.code {
        case .notFound: self.init(.notFound, "The stored bytes are gone.")
        case .full: self.init(.storageFull, "There is no room left.")
        case .unknownBlock: self.init(.conflict, "A block that was never stored was committed.")
        case .invalidRange: self.init(.rangeNotSatisfiable, "The range lies outside the file.")
        case .unavailable:
            self.init(.unavailable, "The store cannot be written or read.")
            retryAfter = 5
        }
    }

    private static func detail(ofUnreadable error: HTTPParserError) -> String {
        guard case .headerOverflow = error else { return "The request is not HTTP/1.1: \(error)." }
        return """
            The head of the request is too long: \(RequestHeadLimits.fieldBytes) bytes are taken for the request line \
            and for each field, \(RequestHeadLimits.headBytes) bytes and \(RequestHeadLimits.fields) fields in all.
            """
    }

    private init(status: HTTPResponse.Status) {
        switch status {
        case .notFound: self.init(.notFound, "There is nothing at this address.")
        case .methodNotAllowed: self.init(.methodNotAllowed, "This address does not take that method.")
        case .contentTooLarge: self.init(.payloadTooLarge, "The request body is too large.")
        case .unsupportedMediaType: self.init(.unsupportedMediaType, "The request body has the wrong type.")
        case .unauthorized: self.init(.unauthenticated, "A valid bearer token is needed.")
        default:
            if status.kind == .clientError {
                self.init(.invalidRequest, "The request could not be understood.")
            } else {
                self.init(.internalError, "The service failed; the request id names the failure in its log.")
            }
        }
    }
}

extension ServiceError.Code {
    /// The status that carries this code.
    var status: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .forbidden, .invalidSignature, .linkExpired: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .invalidRequest, .emptyFile, .unsupportedLanguage: .badRequest
        case .conflict, .incompleteUpload: .conflict
        case .preconditionFailed: .preconditionFailed
        case .payloadTooLarge, .quotaExceeded: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .unprocessableMedia, .digestMismatch: .unprocessableContent
        case .requestTimeout: .requestTimeout
        case .clientClosedRequest: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .tooBusy, .unavailable: .serviceUnavailable
        case .storageFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .timedOut: .gatewayTimeout
        case .upstreamFailed: .badGateway
        case .contentMissing, .internalError: .internalServerError
        }
    }
}

/// Why a `multipart/form-data` body was refused.
enum MultipartError: Error, Equatable {
    /// The `Content-Type` has no usable boundary.
    case noBoundary
    /// The bytes are not what RFC 2046 allows at this place.
    case malformed(String)
    /// The body ended before its closing delimiter.
    case truncated
    /// The headers of a part take more than the limit.
    case headersTooLarge
    /// There are more parts than the limit.
    case tooManyParts
    /// A field that is not a file is larger than the limit.
    case fieldTooLarge(String)

    /// Whether the answer is 413 rather than 400.
    var isTooLarge: Bool {
        switch self {
        case .fieldTooLarge: true
        case .noBoundary, .malformed, .truncated, .headersTooLarge, .tooManyParts: false
        }
    }

    /// What the caller is told.
    var detail: String {
        switch self {
        case .noBoundary: "The Content-Type must be multipart/form-data with a boundary."
        case .malformed(let what): "The multipart body is malformed: \(what)."
        case .truncated: "The multipart body ends before its closing boundary."
        case .headersTooLarge: "The headers of a part are too long."
        case .tooManyParts: "The form has too many parts."
        case .fieldTooLarge(let name): "The field \(name) is too long."
        }
    }
}

/// What a request may touch.
enum Access: Equatable, Sendable {
    /// A user's own files.
    case user(String)
    /// Every user's files; new files belong to the named one.
    case administrator(actingFor: String)
    /// Reading one file, by a token in its URL.
    case reading(fileID: String)

    /// The user that new files and jobs belong to; nil for a token in a URL.
    var owner: String? {
        switch self {
        case .user(let id), .administrator(let id): id
        case .reading: nil
        }
    }

    /// Whether something of `owner` may be seen and changed.
    func coversOwner(_ owner: String) -> Bool {
        switch self {
        case .user(let id): id.hasSameBytes(as: owner)
        case .administrator: true
        case .reading: false
        }
    }
}

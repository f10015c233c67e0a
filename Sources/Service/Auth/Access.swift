/// What a request may touch.
enum Access: Equatable, Sendable {
    /// A user's own files.
    case user(String)
    /// Every user's files; new files belong to the named one.
    case administrator(actingFor: String)
    /// Playing one file, by a token in the path.
    case playback(fileID: String)

    /// The user that new files and jobs belong to; nil for a playback token.
    var owner: String? {
        switch self {
        case .user(let id), .administrator(let id): id
        case .playback: nil
        }
    }

    /// Whether `file` may be read, and, by its owner, changed.
    func covers(_ file: StoredFile) -> Bool {
        switch self {
        case .user(let id): file.owner == id
        case .administrator: true
        case .playback(let id): file.id == id
        }
    }

    /// Whether something of `owner` may be seen.
    func coversOwner(_ owner: String) -> Bool {
        switch self {
        case .user(let id): id == owner
        case .administrator: true
        case .playback: false
        }
    }
}

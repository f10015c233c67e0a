extension Access {
    /// Whether `file` may be read and, except by a playback token, changed.
    func covers(_ file: StoredFile) -> Bool {
        switch self {
        case .user, .administrator: coversOwner(file.owner)
        case .playback(let id): file.id == id
        }
    }
}

extension Access {
    /// Whether `file` may be read and, except by whoever holds a mere token, changed.
    func covers(_ file: StoredFile) -> Bool {
        switch self {
        case .user, .administrator: coversOwner(file.owner)
        case .reading(let id): file.id == id
        }
    }
}

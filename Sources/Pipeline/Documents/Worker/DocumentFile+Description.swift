extension DocumentDescription {
    /// Describes `file`, which was opened without a password. Throws what `Document.open` throws, but for
    /// `passwordRequired`.
    init(of file: DocumentFile, password: String?) throws {
        needsPassword = false
        do {
            try describe(file)
        } catch let error as MediaError where error.code == .passwordRequired {
            needsPassword = true
            guard let password else { return }
            try describe(DocumentFile(file, password: password))
        }
    }

    private mutating func describe(_ file: DocumentFile) throws {
        var worker = try file.worker()
        pageCount = worker.pageCount
        switch try worker.perform(.measure, page: 1) {
        case .success(.size(let width, let height)): (self.width, self.height) = (width, height)
        case .failure(let error) where error.code != .corrupt: throw error
        default: break
        }
    }
}

import Testing

@testable import Service

/// A files table of a test's own.
struct FileTable {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let files: FileRepository

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/test.sqlite")
        try await Migrations.apply(to: store)
        files = FileRepository(store: store)
    }

    /// Adds a file and answers it.
    @discardableResult
    func add(
        owner: String = "ada", filename: String = "a.txt", type: String = "text/plain", size: Int64 = 1,
        project: String? = nil, createdAt: Int64 = 1
    ) async throws -> StoredFile {
        let moment = Timestamp(microseconds: createdAt)
        let file = StoredFile(
            id: Identifier.random(), owner: owner, content: Identifier.random(), filename: filename, contentType: type,
            size: size, sha256: String(repeating: "0", count: 64), projectID: project, metadata: .object([:]),
            media: nil,
            revision: 1, createdAt: moment, updatedAt: moment)
        try await files.insert(file)
        return file
    }

    /// The ids of all pages of `listing`, in order, read with `limit` files a page; `between` runs after every page.
    func allPages(
        _ listing: FileListing, limit: Int, between: (_ page: [StoredFile]) async throws -> Void = { _ in }
    ) async throws -> [String] {
        var place: ListingPlace?
        var ids: [String] = []
        while true {
            let page = try await files.page(listing, behind: place, count: limit)
            ids += page.map(\.id)
            guard let last = page.last else { return ids }
            place = ListingPlace(behind: last, in: listing.sort)
            try await between(page)
        }
    }
}

/// Times pages of one user's many files, in a database of its own: reading the rows and writing the answer.
package struct ListingBenchmark: Sendable {
    /// What pages of one listing take at one depth.
    package struct Timing: Encodable, Sendable {
        /// The listing, as its query would say it.
        package let listing: String
        /// `first`, `middle` or `deep`.
        package let depth: String
        /// Milliseconds.
        package let p50: Double
        package let p99: Double
    }

    private static let owner = "bench"
    private static let types = ["image/jpeg", "image/png", "video/mp4", "application/pdf", "text/plain", "audio/mpeg"]
    private static let depths = [("first", 0.0), ("middle", 0.5), ("deep", 0.95)]

    private let store: SQLiteStore
    private let files: FileRepository
    private let count: Int

    /// Makes a database of `count` files in `folder`, which must exist.
    package init(folder: String, count: Int) async throws {
        store = try SQLiteStore(path: folder + "/listing.sqlite")
        files = FileRepository(store: store)
        self.count = count
        try await Migrations.apply(to: store)
        for start in stride(from: 0, to: count, by: 10_000) {
            let rows = try (start..<min(count, start + 10_000)).map { try files.insertion(of: Self.file($0)) }
            _ = try await store.run(rows, .write)
        }
    }

    /// Reads `pages` pages of 50 files, one after the other, at every depth of every kind of listing.
    package func run(pages: Int) async throws -> [Timing] {
        var timings: [Timing] = []
        for listing in Self.listings {
            for (depth, share) in Self.depths {
                let milliseconds = try await measure(listing, from: share, pages: pages).sorted()
                timings.append(
                    Timing(
                        listing: Self.text(listing), depth: depth, p50: milliseconds[milliseconds.count / 2],
                        p99: milliseconds[(milliseconds.count * 99) / 100]))
            }
        }
        return timings
    }

    private func measure(_ listing: FileListing, from share: Double, pages: Int) async throws -> [Double] {
        var place = try await place(in: listing, share)
        let addresses = Addresses(publicBaseURL: "")
        var milliseconds: [Double] = []
        for _ in 0..<max(1, pages) {
            let start = ContinuousClock.now
            let page = try await files.page(listing, behind: place, count: listing.limit + 1)
            _ = try JSON.encode(page.map { FileAnswer($0, addresses) })
            milliseconds.append((ContinuousClock.now - start).seconds * 1000)
            guard let last = page.last else { break }
            place = ListingPlace(behind: last, in: listing.sort)
        }
        return milliseconds
    }

    /// The place in `listing` before which `share` of its files stand; found by walking there.
    private func place(in listing: FileListing, _ share: Double) async throws -> ListingPlace? {
        guard share > 0 else { return nil }
        let size = listing.projectID == nil && listing.contentType == nil ? count : count / Self.types.count
        var place: ListingPlace?
        var left = Int(Double(size) * share)
        while left > 0 {
            let page = try await files.page(listing, behind: place, count: min(left, 10_000))
            guard let last = page.last else { break }
            place = ListingPlace(behind: last, in: listing.sort)
            left -= page.count
        }
        return place
    }

    /// Every order of all files, and every filter in the usual order.
    private static var listings: [FileListing] {
        var listings = ["-createdAt", "filename", "-size"].compactMap { FileSort($0) }.map { sort in
            var listing = FileListing(owner: owner)
            listing.sort = sort
            return listing
        }
        for (project, type) in [(nil, "image/*"), (nil, "video/mp4"), ("p1", nil), ("p1", "image/*")]
            as [(String?, String?)]
        {
            var listing = FileListing(owner: owner)
            listing.projectID = project
            listing.contentType = type.flatMap { ContentTypeFilter($0) }
            listings.append(listing)
        }
        return listings
    }

    private static func text(_ listing: FileListing) -> String {
        [
            "sort=\(listing.sort.text)", listing.projectID.map { "projectId=\($0)" },
            listing.contentType.map { "contentType=\($0.text)" },
        ].compactMap { $0 }.joined(separator: "&")
    }

    private static func file(_ number: Int) -> StoredFile {
        let moment = Timestamp(microseconds: Int64.random(in: 1...1_000_000_000_000_000))
        return StoredFile(
            id: Identifier.random(), owner: owner, content: Identifier.random(),
            filename: "\(Identifier.random().prefix(12)).bin", contentType: types[number % types.count],
            size: Int64.random(in: 1...1_000_000_000), sha256: Identifier.random() + Identifier.random(),
            projectID: "p\(number / types.count % 5)", metadata: .object([:]), media: nil, revision: 1,
            createdAt: moment,
            updatedAt: moment)
    }
}

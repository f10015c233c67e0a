import Testing

@testable import Service

/// What pages hold, and what reading them costs.
@Suite struct ListingPageTests {
    private static let sorts = ["createdAt", "-createdAt", "filename", "-filename", "size", "-size"]
    private static let filters: [(project: String?, type: String?)] = [
        (nil, nil), ("p1", nil), (nil, "image/png"), (nil, "image/*"), ("p1", "image/png"), ("p1", "image/*"),
    ]

    /// Sixty files in which every key repeats, so that ties are broken by id at many page edges.
    private func filled() async throws -> FileTable {
        let table = try await FileTable()
        let types = ["image/png", "image/jpeg", "video/mp4", "text/plain"]
        for number in 0..<60 {
            try await table.add(
                filename: "\(number % 7).bin", type: types[number % 4], size: Int64(number % 5),
                project: number % 3 == 0 ? nil : "p\(number % 3)", createdAt: Int64(number / 6))
        }
        try await table.add(owner: "eve", filename: "0.bin", type: "image/png", project: "p1")
        return table
    }

    @Test(arguments: sorts)
    func `pages of any size hold every matching file once, in order`(sort: String) async throws {
        let table = try await filled()
        let sort = try #require(FileSort(sort))
        var everything = FileListing(owner: "ada")
        everything.sort = sort
        let all = try await table.files.page(everything, behind: nil, count: 1000)
        #expect(all.count == 60)
        #expect(all.map { Rank($0, sort) } == all.map { Rank($0, sort) }.sorted())
        for filter in Self.filters {
            var listing = everything
            listing.projectID = filter.project
            listing.contentType = filter.type.flatMap { ContentTypeFilter($0) }
            let expected = all.filter { file in
                (filter.project == nil || file.projectID == filter.project)
                    && (listing.contentType?.matches(file.contentType) ?? true)
            }
            #expect(!expected.isEmpty)
            for limit in [1, 7, 100] {
                #expect(try await table.allPages(listing, limit: limit) == expected.map(\.id), "\(filter) \(limit)")
            }
        }
    }

    @Test func `files that come and go between pages move no others`() async throws {
        let table = try await filled()
        var listing = FileListing(owner: "ada")
        listing.sort = try #require(FileSort("size"))
        let before = try await table.allPages(listing, limit: 100)
        var deleted: Set<String> = []
        let seen = try await table.allPages(listing, limit: 7) { page in
            // One that has been seen goes, the very last of the page among them, and one comes where pages have been.
            let last = try #require(page.last)
            _ = try await table.files.delete(last)
            deleted.insert(last.id)
            try await table.add(size: -1)
        }
        #expect(seen == before)
        #expect(deleted.count > 8)
    }

    @Test(arguments: sorts)
    func `no page needs a scan or a sort of more than its own rows`(sort: String) async throws {
        let table = try await filled()
        for filter in Self.filters {
            var listing = FileListing(owner: "ada")
            listing.sort = try #require(FileSort(sort))
            listing.projectID = filter.project
            listing.contentType = filter.type.flatMap { ContentTypeFilter($0) }
            let isMerged = filter.type == "image/*" || (filter.project != nil && filter.type == nil)
            let types: [String?] = isMerged ? ["image/jpeg", "image/png"] : [filter.type]
            for place in [nil, ListingPlace(behind: try await table.add(), in: listing.sort)] {
                let query = ListingQuery(listing, types: types, behind: place, count: 51)
                let plan = try await plan(of: query.statement, in: table)
                #expect(!plan.contains { $0.hasPrefix("SCAN files") }, "\(plan)")
                // One way through one index, on to the place itself, for every type.
                let ways = plan.filter { $0.contains("files_by_") }
                #expect(ways.count == types.count, "\(plan)")
                #expect(ways.allSatisfy { $0.contains("(owner=?") && (place == nil || $0.contains(",id)")) }, "\(plan)")
                // Only pages of several types are put in order, each at most as long as the page that is wanted.
                if !isMerged { #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)") }
                #expect(!isMerged || ways.allSatisfy { $0.contains("COVERING INDEX") }, "\(plan)")
            }
            let types2 = try await plan(of: ListingQuery.contentTypes(of: listing), in: table)
            #expect(
                types2.filter { $0.contains(" files ") }.allSatisfy { $0.contains("COVERING INDEX files_by_") },
                "\(types2)")
        }
    }

    private func plan(of statement: SQLStatement, in table: FileTable) async throws -> [String] {
        let result = try await table.store.read(
            SQLStatement("EXPLAIN QUERY PLAN " + statement.text, statement.parameters))
        return try result.namedRows.map { try $0.text("detail") }
    }

    /// A file's place in an order, as the contract words it.
    private struct Rank: Comparable {
        let value: [UInt8]
        let number: Int64
        let id: [UInt8]
        let isDescending: Bool

        init(_ file: StoredFile, _ sort: FileSort) {
            value = sort.key == .filename ? Array(file.filename.utf8) : []
            number = sort.key == .size ? file.size : sort.key == .createdAt ? file.createdAt.microseconds : 0
            id = Array(file.id.utf8)
            isDescending = sort.isDescending
        }

        static func < (left: Rank, right: Rank) -> Bool {
            let (low, high) = left.isDescending ? (right, left) : (left, right)
            if low.number != high.number { return low.number < high.number }
            if low.value != high.value { return low.value.lexicographicallyPrecedes(high.value) }
            return low.id.lexicographicallyPrecedes(high.id)
        }
    }
}

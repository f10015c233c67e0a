/// Keyset paging: every page is read from its place on, in the order of an index, so that page 10,000 costs what page 1
/// costs, and files that come or go move no others across a page's edge.
extension FileRepository {
    /// Up to `count` files of `listing` that stand behind `place`.
    func page(_ listing: FileListing, behind place: ListingPlace?, count: Int) async throws -> [StoredFile] {
        let types: [String?]
        switch (listing.projectID, listing.contentType) {
        case (nil, nil): types = [nil]
        case (_, .exactly(let type)?): types = [type]
        default: types = try await contentTypes(of: listing)
        }
        guard !types.isEmpty else { return [] }
        return try await files(ListingQuery(listing, types: types, behind: place, count: count).statement)
    }

    /// The types that occur in `listing`. Each is found by one look into the index; there are few.
    private func contentTypes(of listing: FileListing) async throws -> [String] {
        let result = try await read(ListingQuery.contentTypes(of: listing))
        let types = try result.namedRows.map { try $0.text("content_type") }
        return types.filter { listing.contentType?.matches($0) ?? true }
    }
}

/// The SQL of one page.
struct ListingQuery {
    private let listing: FileListing
    private let types: [String?]
    private let place: ListingPlace?
    private let count: Int

    /// A page of the files of `types`, where nil stands for all at once; at least one.
    init(_ listing: FileListing, types: [String?], behind place: ListingPlace?, count: Int) {
        self.listing = listing
        self.types = types
        self.place = place
        self.count = count
    }

    /// The whole rows of the page, in order.
    var statement: SQLStatement {
        var parameters: [SQLValue] = []
        func bind(_ value: SQLValue) -> String {
            parameters.append(value)
            return "$\(parameters.count)"
        }
        let owner = bind(.text(listing.owner))
        let limit = bind(.integer(count))
        let project = listing.projectID.map { bind(.text($0)) }
        let start = place.map { "(\(bind($0.sqlValue)), \(bind(.text($0.id))))" }
        let ways = types.map { type in
            var conditions = ["owner = \(owner)"]
            if let project { conditions.append("project_id = \(project)") }
            if let type { conditions.append("content_type = \(bind(.text(type)))") }
            if let start {
                conditions.append("(\(listing.sort.column), id) \(listing.sort.isDescending ? "<" : ">") \(start)")
            }
            return conditions.joined(separator: " AND ")
        }
        let order = "ORDER BY \(listing.sort.column) \(direction), id \(direction)"
        guard ways.count > 1 else {
            return SQLStatement(
                "SELECT \(FileRepository.columns) FROM files WHERE \(ways[0]) \(order) LIMIT \(limit)", parameters)
        }
        // One page of each type, from the index alone; the rows are fetched for the page that comes of them.
        let pages = zip(1..., ways).map { number, conditions in
            """
            SELECT \(listing.sort.column), id FROM (
                SELECT \(listing.sort.column), id FROM files WHERE \(conditions) \(order) LIMIT \(limit)) AS page\(number)
            """
        }
        return SQLStatement(
            """
            SELECT \(FileRepository.columns) FROM files WHERE id IN (
                SELECT id FROM (\(pages.joined(separator: " UNION ALL "))) AS pages \(order) LIMIT \(limit)) \(order)
            """, parameters)
    }

    /// The types that a user's files have, in one project if the listing names one: from each type straight to the next.
    static func contentTypes(of listing: FileListing) -> SQLStatement {
        let project = listing.projectID == nil ? "" : " AND project_id = $2"
        return SQLStatement(
            """
            WITH RECURSIVE types (content_type) AS (
                SELECT MIN(content_type) FROM files WHERE owner = $1\(project)
                UNION ALL
                SELECT (SELECT MIN(content_type) FROM files
                    WHERE owner = $1\(project) AND content_type > types.content_type)
                FROM types WHERE content_type IS NOT NULL
            )
            SELECT content_type FROM types WHERE content_type IS NOT NULL
            """, [.text(listing.owner)] + (listing.projectID.map { [.text($0)] } ?? []))
    }

    private var direction: String { listing.sort.isDescending ? "DESC" : "ASC" }
}

extension FileSort {
    /// The column that holds the key.
    fileprivate var column: String {
        switch key {
        case .createdAt: "created_at"
        case .filename: "filename"
        case .size: "size"
        }
    }
}

extension ListingPlace {
    fileprivate var sqlValue: SQLValue {
        switch value {
        case .number(let number): .integer(number)
        case .text(let text): .text(text)
        }
    }
}

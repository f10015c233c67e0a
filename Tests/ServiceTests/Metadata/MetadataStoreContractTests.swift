import Testing

@testable import Service

/// What every `MetadataStore` has to do; runs against each implementation.
@Suite struct MetadataStoreContractTests {
    private let folder: TemporaryFolder
    private let store: any MetadataStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/test.sqlite")
    }

    private func makeTable() async throws {
        try await store.write(SQLStatement("CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT)"))
    }

    private func insert(_ id: String, _ number: Int) -> SQLStatement {
        SQLStatement("INSERT INTO things (id, number) VALUES ($1, $2)", [.text(id), .integer(number)], expectedRows: 1)
    }

    private func count() async throws -> Int64 {
        try await store.read(SQLStatement("SELECT COUNT(*) AS n FROM things")).namedRows[0].integer("n")
    }

    @Test func `values of every kind come back`() async throws {
        let result = try await store.read(
            SQLStatement(
                "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e",
                [.null, .integer(Int64.min), .float(0.1), .text("é'\"🎬"), .blob([0, 255])]))
        #expect(result.columns == ["a", "b", "c", "d", "e"])
        #expect(result.rows == [[.null, .integer(Int64.min), .float(0.1), .text("é'\"🎬"), .blob([0, 255])]])
    }

    @Test func `parameters are bound by number and not by place`() async throws {
        let result = try await store.read(SQLStatement("SELECT $2 AS a, $1 AS b, $2 AS c", [.integer(1), .integer(2)]))
        #expect(result.rows == [[.integer(2), .integer(1), .integer(2)]])
    }

    @Test func `a batch happens as a whole`() async throws {
        try await makeTable()
        let results = try await store.run([insert("a", 1), insert("b", 2)], .write)
        #expect(results.map(\.affected) == [1, 1])
        #expect(try await count() == 2)
    }

    @Test func `another number of rows than expected undoes the batch`() async throws {
        try await makeTable()
        try await store.write(insert("a", 1))
        let update = SQLStatement("UPDATE things SET number = 9 WHERE id = $1", [.text("nobody")], expectedRows: 1)
        let error = await #expect(throws: MetadataError.self) { try await store.run([insert("b", 2), update], .write) }
        #expect(error?.code == .unexpectedRowCount)
        #expect(try await count() == 1)
    }

    @Test func `a constraint undoes the batch and is told apart`() async throws {
        try await makeTable()
        let error = await #expect(throws: MetadataError.self) {
            try await store.run([insert("a", 1), insert("a", 2)], .write)
        }
        #expect(error?.code == .constraint)
        #expect(try await count() == 0)
    }

    @Test func `nonsense is a statement error`() async throws {
        let error = await #expect(throws: MetadataError.self) { try await store.write(SQLStatement("SELEKT 1")) }
        #expect(error?.code == .statement)
    }

    @Test func `returned rows count as affected`() async throws {
        try await makeTable()
        _ = try await store.run((0..<5).map { insert("\($0)", $0) }, .write)
        let result = try await store.write(
            SQLStatement(
                "UPDATE things SET number = number + 10 WHERE number >= $1 RETURNING id", [.integer(3)], expectedRows: 2
            ))
        #expect(Set(result.rows) == [[.text("3")], [.text("4")]])
        let upsert = try await store.write(
            SQLStatement(
                "INSERT INTO things (id, number) VALUES ($1, 0) ON CONFLICT (id) DO UPDATE SET number = 0 RETURNING number",
                [.text("4")]))
        #expect(upsert.rows == [[.integer(0)]])
    }

    @Test func `a read cannot write`() async throws {
        try await makeTable()
        await #expect(throws: MetadataError.self) { try await store.read(insert("a", 1)) }
    }

    @Test func `what was written is there after opening again`() async throws {
        try await makeTable()
        try await store.write(insert("a", 7))
        let again = try SQLiteStore(path: folder.path + "/test.sqlite")
        #expect(try await again.read(SQLStatement("SELECT number FROM things")).rows == [[.integer(7)]])
    }

    @Test func `migrations can be repeated`() async throws {
        try await Migrations.apply(to: store)
        try await Migrations.apply(to: store)
        #expect(try await store.read(SQLStatement("SELECT COUNT(*) FROM files")).rows == [[.integer(0)]])
    }

    @Test func `a database that cannot be opened is unavailable`() throws {
        let error = #expect(throws: MetadataError.self) { try SQLiteStore(path: folder.path + "/no/such/folder/x") }
        #expect(error?.code == .unavailable)
    }
}

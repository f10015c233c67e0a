/// A value that every database has.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case float(Double)
    case text(String)
    case blob([UInt8])
    case bool(Bool)
}

/// One parameterised statement in the SQL that SQLite (from 3.35) and PostgreSQL share.
///
/// Parameters are `$1`, `$2`, …, each bound to the value of its number.
struct SQLStatement: Sendable {
    /// The text; holds no values.
    var text: String
    /// The values of `$1`, `$2`, ….
    var parameters: [SQLValue]
    /// How many rows must be returned or changed; the whole batch is rolled back otherwise.
    var expectedRows: Int?
    /// What the batch throws when another number of rows is met; `unexpectedRowCount` when nil.
    var refusal: (any Error)?

    init(
        _ text: String, _ parameters: [SQLValue] = [], expectedRows: Int? = nil, refusal: (any Error)? = nil
    ) {
        self.text = text
        self.parameters = parameters
        self.expectedRows = expectedRows
        self.refusal = refusal
    }

    /// Throws what stands for another number of rows than expected.
    func check(_ result: SQLResult) throws {
        guard let expectedRows, expectedRows != result.affected else { return }
        throw refusal
            ?? MetadataError(.unexpectedRowCount, "expected \(expectedRows) rows, met \(result.affected)")
    }
}

/// What one statement gave.
struct SQLResult: Sendable, Equatable {
    /// The names of the columns; empty for a statement without `RETURNING`.
    var columns: [String]
    /// The rows, each as long as `columns`.
    var rows: [[SQLValue]]
    /// The rows that were returned, or changed if none are returned.
    var affected: Int
}

/// Where metadata lives. One idea: run a batch of statements, all or none of them.
protocol MetadataStore: Sendable {
    /// Runs `statements` in order in one transaction. Throws `MetadataError`, or the refusal of the statement that met
    /// another number of rows than it expected; nothing is changed then.
    func run(_ statements: [SQLStatement], _ transaction: SQLTransaction) async throws -> [SQLResult]
}

/// Whether a batch may change anything.
enum SQLTransaction: Sendable { case read, write }

extension MetadataStore {
    /// Runs one statement that changes something.
    @discardableResult
    func write(_ statement: SQLStatement) async throws -> SQLResult {
        try await run([statement], .write).first ?? SQLResult(columns: [], rows: [], affected: 0)
    }

    /// Runs one query.
    func read(_ statement: SQLStatement) async throws -> SQLResult {
        try await run([statement], .read).first ?? SQLResult(columns: [], rows: [], affected: 0)
    }
}

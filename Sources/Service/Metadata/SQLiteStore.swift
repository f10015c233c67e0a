internal import Foundation
internal import GRDB

/// Metadata in one SQLite file, for one process.
///
/// WAL with `synchronous=FULL`: an acknowledged batch survives a power cut. GRDB runs one writer and several readers
/// on its own queues.
final class SQLiteStore: MetadataStore {
    private let pool: DatabasePool
    private let path: String
    /// Which file was opened.
    private let identity: FileStatus.Identity

    /// Opens or creates the database at `path`.
    init(path: String) throws {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw MetadataError(.unavailable, "cannot open the database", cause: error)
        }
        guard let identity = FileStatus(path)?.identity else {
            throw MetadataError(.unavailable, "cannot find the database")
        }
        self.path = path
        self.identity = identity
    }

    func run(_ statements: [SQLStatement], _ transaction: SQLTransaction) async throws -> [SQLResult] {
        // SQLite would go on writing into a file that was moved away or removed, and all of that would be lost.
        guard FileStatus(path)?.identity == identity else {
            throw MetadataError(.unavailable, "the database file is not the one that was opened")
        }
        do {
            switch transaction {
            case .read: return try await pool.read { database in try statements.map { try Self.run($0, in: database) } }
            case .write:
                return try await pool.write { database in try statements.map { try Self.run($0, in: database) } }
            }
        } catch let error as DatabaseError {
            throw MetadataError(error)
        }
    }

    private static func run(_ statement: SQLStatement, in database: Database) throws -> SQLResult {
        let prepared = try database.cachedStatement(sql: statement.text)
        let numbered = zip(1..., statement.parameters).map { (String($0), $1.databaseValue) }
        try prepared.setArguments(StatementArguments(Dictionary(uniqueKeysWithValues: numbered)))
        let result: SQLResult
        if prepared.columnCount > 0 {
            let columns = prepared.columnNames
            let rows = try Row.fetchAll(prepared).map { row in Array(row.databaseValues).map { SQLValue($0) } }
            result = SQLResult(columns: columns, rows: rows, affected: rows.count)
        } else {
            try prepared.execute()
            result = SQLResult(columns: [], rows: [], affected: database.changesCount)
        }
        try statement.check(result)
        return result
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .float(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        case .bool(let value): value.databaseValue
        }
    }

    fileprivate init(_ stored: DatabaseValue) {
        switch stored.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .float(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob(Array(value))
        }
    }
}

extension MetadataError {
    fileprivate init(_ error: DatabaseError) {
        let code: Code =
            switch error.resultCode {
            case .SQLITE_CONSTRAINT: .constraint
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_FULL: .full
            case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CORRUPT, .SQLITE_NOTADB: .unavailable
            default: .statement
            }
        self.init(code, error.message ?? "SQLite error \(error.resultCode.rawValue)", cause: error)
    }
}

/// One result row, read by column name.
struct SQLRow: Sendable {
    private let columns: [String]
    private let values: [SQLValue]

    init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The text of `column`; throws when it is something else.
    func text(_ column: String) throws -> String {
        guard case .text(let value) = try value(column) else { throw wrongKind(column) }
        return value
    }

    /// The text of `column`, nil for NULL.
    func optionalText(_ column: String) throws -> String? {
        try value(column) == .null ? nil : try text(column)
    }

    /// The integer of `column`.
    func integer(_ column: String) throws -> Int64 {
        guard case .integer(let value) = try value(column) else { throw wrongKind(column) }
        return value
    }

    /// The number of `column`; databases may hand back a whole number for a float.
    func number(_ column: String) throws -> Double {
        switch try value(column) {
        case .float(let value): return value
        case .integer(let value): return Double(value)
        default: throw wrongKind(column)
        }
    }

    /// The number of `column`, nil for NULL.
    func optionalNumber(_ column: String) throws -> Double? {
        try value(column) == .null ? nil : try number(column)
    }

    /// The moment in `column`.
    func timestamp(_ column: String) throws -> Timestamp { Timestamp(microseconds: try integer(column)) }

    private func value(_ column: String) throws -> SQLValue {
        guard let index = columns.firstIndex(of: column), index < values.count else {
            throw MetadataError(.statement, "no column \(column)")
        }
        return values[index]
    }

    private func wrongKind(_ column: String) -> MetadataError {
        MetadataError(.statement, "column \(column) is of another kind")
    }
}

extension SQLResult {
    /// The rows, each readable by name.
    var namedRows: [SQLRow] { rows.map { SQLRow(columns: columns, values: $0) } }
}

extension SQLValue {
    /// Text, or NULL.
    static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    /// A number, or NULL.
    static func optional(_ number: Double?) -> SQLValue { number.map(SQLValue.float) ?? .null }
    /// A moment.
    static func timestamp(_ moment: Timestamp) -> SQLValue { .integer(moment.microseconds) }
    /// A whole number.
    static func integer(_ number: Int) -> SQLValue { .integer(Int64(number)) }
}

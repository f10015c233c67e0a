/// The members of the JSON object that a request carries, read one by one; whatever is wrong is `invalid_request` and says
/// which member is at fault. A member that is null counts as absent.
struct JSONFields {
    private let members: [String: JSONValue]

    /// Reads `text`. Throws for what is no object, and for members that are not `known`: a misspelt wish would be lost.
    init(_ text: String?, known: Set<String>) throws {
        guard let text, case .object(let members)? = try? JSON.decode(JSONValue.self, from: text) else {
            throw ServiceError(.invalidRequest, "The body must be a JSON object.")
        }
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw ServiceError(
                .invalidRequest,
                "\(unknown.prefix(64)) is not known here; only \(known.sorted().joined(separator: ", ")).")
        }
        self.members = members.filter { $0.value != .null }
    }

    /// A text.
    func string(_ name: String) throws -> String? {
        switch members[name] {
        case nil: return nil
        case .string(let text): return text
        default: throw Self.refusal(name, "must be a string")
        }
    }

    /// A whole number.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        switch members[name] {
        case nil: return nil
        case .integer(let value) where range.contains(Int(value)): return Int(value)
        default: throw Self.refusal(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// A number, whole or not.
    func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
        switch members[name] {
        case nil: return nil
        case .integer(let value) where range.contains(Double(value)): return Double(value)
        case .number(let value) where range.contains(value): return value
        default: throw Self.refusal(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// True or false.
    func flag(_ name: String) throws -> Bool? {
        switch members[name] {
        case nil: return nil
        case .bool(let value): return value
        default: throw Self.refusal(name, "must be true or false")
        }
    }

    /// One of a few names.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws -> Choice? {
        guard let text = try string(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw Self.refusal(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// The file that the request is about. What is no identifier is no file.
    func fileID() throws -> String {
        guard let id = try string("fileId") else { throw Self.refusal("fileId", "is missing") }
        guard Identifier.isValid(id) else { throw ServiceError.noSuchFile() }
        return id
    }

    /// What is said of a member that is wrong.
    static func refusal(_ name: String, _ why: String) -> ServiceError {
        ServiceError(.invalidRequest, "\(name) \(why).")
    }
}

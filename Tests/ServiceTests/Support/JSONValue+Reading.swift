import Yams

@testable import Service

extension JSONValue: Decodable {
    /// Part of something that a test reads: one kind is tried after the other.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// A YAML node; plain scalars become what the YAML core schema says they are.
    init(yaml node: Node) throws {
        switch node {
        case .scalar:
            if node.tag.description == Tag.Name.int.rawValue, let value = node.int {
                self = .integer(Int64(value))
            } else if node.tag.description == Tag.Name.float.rawValue, let value = node.float {
                self = .number(value)
            } else if node.tag.description == Tag.Name.bool.rawValue, let value = node.bool {
                self = .bool(value)
            } else {
                self = .string(node.string ?? "")
            }
        case .sequence(let elements): self = .array(try elements.map { try JSONValue(yaml: $0) })
        case .mapping(let members):
            let pairs = try members.map { ($0.key.string ?? "", try JSONValue(yaml: $0.value)) }
            self = .object(Dictionary(uniqueKeysWithValues: pairs))
        case .alias: throw Unexpected()
        }
    }

    /// The member `name`; null when there is none.
    subscript(name: String) -> JSONValue { members[name] ?? .null }

    /// The members of an object; none of anything else.
    var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// The elements of an array; none of anything else.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// What `part` stands for in this document: itself, or what its `$ref` names.
    func resolved(_ part: JSONValue) -> JSONValue {
        guard let reference = part["$ref"].text else { return part }
        return reference.split(separator: "/").dropFirst().reduce(self) { $0[String($1)] }
    }
}

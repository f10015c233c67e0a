internal import Foundation

/// Any JSON value, for what callers store with a file and what jobs answer.
///
/// Not `Decodable`: a decoder has to try one kind after the other, and each failure costs as much as the value lies deep.
/// A kilobyte of brackets would keep a thread busy for seconds.
enum JSONValue: Encodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// What `JSONSerialization` has read. Numbers without a fraction are integers, however they were written.
    fileprivate init(_ object: Any) throws {
        // Classes come last: to tell whether an array is one of them, all that is in it is made an object first.
        switch object {
        case let text as String: self = .string(text)
        case let elements as [Any]: self = .array(try elements.map { try JSONValue($0) })
        case let members as [String: Any]: self = .object(try members.mapValues { try JSONValue($0) })
        case let number as NSNumber: self.init(number)
        case is NSNull: self = .null
        default: throw CocoaError(.propertyListReadCorrupt)
        }
    }

    private init(_ number: NSNumber) {
        switch String(cString: number.objCType) {
        case "c": self = .bool(number.boolValue)
        case "d": self = Int64(exactly: number.doubleValue).map { .integer($0) } ?? .number(number.doubleValue)
        default: self = Int64(exactly: number).map { .integer($0) } ?? .number(number.doubleValue)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// The one way this service writes and reads JSON: sorted keys, slashes as they are.
enum JSON {
    /// `value` as UTF-8 bytes.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// `value` as text.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try encode(value), as: UTF8.self)
    }

    /// Reads any value, at most 512 levels deep, in time that grows with the length of `text`.
    static func decode(_ type: JSONValue.Type = JSONValue.self, from text: String) throws -> JSONValue {
        try JSONValue(JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
    }

    /// Reads a value of a known shape from UTF-8 text.
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

import Foundation

@testable import Service

/// Checks values against the part of JSON Schema that the contract uses. Members that are not published are defects too.
struct Schema {
    private let schema: JSONValue
    private let document: JSONValue

    init(_ schema: JSONValue, in document: JSONValue) {
        self.document = document
        self.schema = document.resolved(schema)
    }

    /// What is wrong with `value`, in words, each beginning with the place.
    func defects(of value: JSONValue, at place: String = "$") -> [String] {
        typeDefects(of: value, at: place) + valueDefects(of: value, at: place) + partDefects(of: value, at: place)
    }

    private func typeDefects(of value: JSONValue, at place: String) -> [String] {
        let types = schema["type"].text.map { [$0] } ?? schema["type"].elements.compactMap(\.text)
        return types.isEmpty || types.contains { Self.isOf($0, value) } ? [] : ["\(place) is no \(types.joined())"]
    }

    private func valueDefects(of value: JSONValue, at place: String) -> [String] {
        var defects: [String] = []
        let choices = schema["enum"].elements
        if !choices.isEmpty, !choices.contains(value) { defects.append("\(place) is none of \(choices)") }
        if schema["const"] != .null, schema["const"] != value { defects.append("\(place) is not \(schema["const"])") }
        if let number = value.double {
            if let minimum = schema["minimum"].double, number < minimum { defects.append("\(place) is too small") }
            if let maximum = schema["maximum"].double, number > maximum { defects.append("\(place) is too large") }
        }
        if let text = value.text {
            if let pattern = schema["pattern"].text, text.range(of: pattern, options: .regularExpression) == nil {
                defects.append("\(place) does not match \(pattern)")
            }
            if schema["format"] == .string("date-time"), text.wholeMatch(of: Self.moment) == nil {
                defects.append("\(place) is no RFC 3339 moment in UTC")
            }
        }
        return defects
    }

    private func partDefects(of value: JSONValue, at place: String) -> [String] {
        var defects = schema["allOf"].elements.flatMap { Schema($0, in: document).defects(of: value, at: place) }
        if schema["items"] != .null {
            for (number, element) in value.elements.enumerated() {
                defects += Schema(schema["items"], in: document).defects(of: element, at: "\(place)[\(number)]")
            }
        }
        for name in schema["required"].elements.compactMap(\.text) where value.members[name] == nil {
            defects.append("\(place).\(name) is missing")
        }
        let published = schema["properties"].members
        for (name, member) in value.members {
            if let known = published[name] {
                defects += Schema(known, in: document).defects(of: member, at: "\(place).\(name)")
            } else if schema["additionalProperties"].members.isEmpty {
                if !published.isEmpty { defects.append("\(place).\(name) is not published") }
            } else {
                let other = Schema(schema["additionalProperties"], in: document)
                defects += other.defects(of: member, at: "\(place).\(name)")
            }
        }
        return defects
    }

    private static var moment: Regex<Substring> { /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/ }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null): true
        case ("integer", .integer), ("number", .integer), ("number", .number): true
        default: false
        }
    }
}

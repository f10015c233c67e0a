import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("1", .integer(1)), ("0", .integer(0)),
            ("-7", .integer(-7)), ("1.0", .integer(1)), ("1e2", .integer(100)), ("0.5", .number(0.5)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("\"a\\u00e9\"", .string("a\u{E9}")),
            ("[1, true, [], \"1\"]", .array([.integer(1), .bool(true), .array([]), .string("1")])),
            ("{\"a\": {\"b\": null}, \"c\": 0}", .object(["a": .object(["b": .null]), "c": .integer(0)])),
        ] as [(String, JSONValue)])
    func `every kind of value is read`(text: String, value: JSONValue) throws {
        #expect(try JSON.decode(JSONValue.self, from: text) == value)
    }

    @Test(arguments: ["", "{", "[1 2]", "nul", "01", "{\"a\"}", "\"\u{1}\"", "1 2", "1e400"])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: (any Error).self) { try JSON.decode(JSONValue.self, from: text) }
    }

    @Test func `what lies too deep is refused`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSON.decode(JSONValue.self, from: nested(500)).depth == 500)
        #expect(throws: (any Error).self) { try JSON.decode(JSONValue.self, from: nested(600)) }
    }

    /// Minutes, when each value costs as much as it lies deep.
    @Test func `many values that lie deep are read in no time`() throws {
        let many = Array(repeating: "{}", count: 80_000).joined(separator: ",")
        let text = String(repeating: "[", count: 450) + many + String(repeating: "]", count: 450)
        #expect(try JSON.decode(JSONValue.self, from: text).depth == 451)
    }
}

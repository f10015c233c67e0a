import Foundation
import Logging
import Synchronization
import Testing

@testable import Service

@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[[UInt8]]>([])
    }

    @Test func `an entry is one JSON object on one line, whatever it holds`() throws {
        let lines = Lines()
        var logger = Logger(label: "test") { label in
            JSONLogHandler(label: label) { line in lines.all.withLock { $0.append(line) } }
        }
        logger[metadataKey: "request_id"] = "r-1"
        logger.info("two\nlines \"quoted\"", metadata: ["list": ["a", "b"], "map": ["x": "é\u{0}"], "number": "\(7)"])
        logger.debug("below the level")
        let written = lines.all.withLock { $0 }
        #expect(written.count == 1)
        let line = try #require(written.first)
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1 && line.last == UInt8(ascii: "\n"))
        let value = try JSON.decode(JSONValue.self, from: String(decoding: line, as: UTF8.self))
        #expect(value["message"] == .string("two\nlines \"quoted\""))
        #expect(value["level"] == .string("info") && value["request_id"] == .string("r-1"))
        #expect(value["list"] == .array([.string("a"), .string("b")]))
        #expect(value["map"]["x"] == .string("é\u{0}"))
        #expect(value["time"].text?.hasSuffix("Z") == true)
    }
}

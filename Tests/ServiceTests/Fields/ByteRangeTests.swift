import HTTPTypes
import Testing

@testable import Service

@Suite struct ByteRangeTests {
    @Test(
        arguments: [
            ("bytes=0-0", 0..<1), ("bytes=0-99", 0..<100), ("bytes=10-", 10..<100), ("bytes=-10", 90..<100),
            ("bytes=50-500", 50..<100), ("bytes=-500", 0..<100), ("Bytes= 1 - 2 ", 1..<3), ("bytes=99-99", 99..<100),
            ("bytes=7-99999999999999999999", 7..<100), ("bytes=-99999999999999999999", 0..<100),
        ] as [(String, Range<Int64>)])
    func `a range is resolved against the length`(header: String, range: Range<Int64>) throws {
        #expect(try ByteRange.resolve(header, length: 100) == range)
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "items=0-1", "bytes=0-1,3-4", "bytes=+1-2",
        "bytes=1-2-3", "bytes=0x1-2",
    ])
    func `what is no single byte range is ignored`(header: String?) throws {
        #expect(try ByteRange.resolve(header, length: 100) == nil)
    }

    @Test(arguments: ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"])
    func `a range outside is refused with the length`(header: String) {
        let error = #expect(throws: ServiceError.self) { try ByteRange.resolve(header, length: 100) }
        #expect(error?.code == .rangeNotSatisfiable)
        #expect(error?.completeLength == 100)
    }

    @Test func `nothing of nothing can be asked for`() {
        for header in ["bytes=0-", "bytes=-1", "bytes=0-0"] {
            #expect(throws: ServiceError.self) { try ByteRange.resolve(header, length: 0) }
        }
    }

    @Test(arguments: [
        ("\"a-1\"", true), ("W/\"a-1\"", true), ("\"x\", \"a-1\"", true), ("*", true), ("\"x\"", false), ("a-1", false),
    ])
    func `If-None-Match is compared weakly`(header: String, matches: Bool) {
        #expect(EntityTag("a-1").matchesIfNoneMatch([.ifNoneMatch: header]) == matches)
    }

    @Test func `If-Range allows a range only for the same bytes`() {
        #expect(EntityTag("a").allowsRange([:]))
        #expect(EntityTag("a").allowsRange([.ifRange: "\"a\""]))
        #expect(!EntityTag("a").allowsRange([.ifRange: "W/\"a\""]))
        let date = "Sun, 22 Nov 2026 19:30:53 GMT"
        #expect(!EntityTag("a").allowsRange([.ifRange: date]))
        #expect(EntityTag("a").allowsRange([.ifRange: date], lastModified: HTTPDate(date)))
        #expect(!EntityTag("a").allowsRange([.ifRange: date], lastModified: HTTPDate("Sun, 22 Nov 2026 19:30:52 GMT")))
    }

    @Test(arguments: [
        ("\"a\"", true), ("*", true), ("\"b\", \"a\"", true), ("W/\"a\"", false), ("\"b\"", false), ("a", false),
        ("", false), ("\"b,*,c\"", false), ("\"b,\", \"a\"", true), ("\"a", false), (" * ", true),
    ])
    func `If-Match is compared strongly`(header: String, matches: Bool) {
        #expect(EntityTag("a").satisfiesIfMatch([.ifMatch: header]) == matches)
        #expect(EntityTag("a").satisfiesIfMatch([:]))
    }
}

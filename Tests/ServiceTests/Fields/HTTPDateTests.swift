import HTTPTypes
import Testing

@testable import Service

@Suite struct HTTPDateTests {
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `all three forms are read`(text: String) throws {
        let date = try #require(HTTPDate(text))
        #expect(date.seconds == 784_111_777)
        #expect(date.text == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT", "784111777",
        "1994-11-06T08:49:37Z", "Sun, 0x6 Nov 1994 08:49:37 GMT",
    ])
    func `anything else is no date`(text: String) { #expect(HTTPDate(text) == nil) }

    @Test func `a moment is written in whole seconds`() {
        #expect(HTTPDate(Timestamp(microseconds: 1_999_999)).text == "Thu, 01 Jan 1970 00:00:01 GMT")
        #expect(HTTPDate(Timestamp(microseconds: 951_782_400_000_000)).text == "Tue, 29 Feb 2000 00:00:00 GMT")
    }
}

/// RFC 9110 section 13: which of a request's conditions counts.
@Suite struct PreconditionsTests {
    private static let (past, now, future) = (
        "Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT"
    )

    @Test(
        arguments: [
            ([:], false), ([.ifNoneMatch: "\"a\""], true), ([.ifNoneMatch: "\"b\""], false),
            ([.ifModifiedSince: now], true), ([.ifModifiedSince: future], true), ([.ifModifiedSince: past], false),
            ([.ifModifiedSince: "nonsense"], false), ([.ifNoneMatch: "\"b\"", .ifModifiedSince: now], false),
            ([.ifMatch: "\"a\"", .ifModifiedSince: past], false), ([.ifMatch: "*", .ifNoneMatch: "*"], true),
            ([.ifUnmodifiedSince: now], false), ([.ifMatch: "\"a\"", .ifUnmodifiedSince: past], false),
            ([.ifUnmodifiedSince: "x"], false),
        ] as [(HTTPFields, Bool)])
    func `a read is answered with 304 or in full`(headers: HTTPFields, isNotModified: Bool) throws {
        let date = try #require(HTTPDate(Self.now))
        #expect(try Preconditions(headers).isNotModified(EntityTag("a"), lastModified: date) == isNotModified)
    }

    @Test(
        arguments: [
            [.ifMatch: "\"b\""], [.ifMatch: "W/\"a\""], [.ifUnmodifiedSince: past],
            [.ifMatch: "\"b\"", .ifNoneMatch: "\"a\""],
        ] as [HTTPFields])
    func `a read that may not be answered fails`(headers: HTTPFields) throws {
        let date = try #require(HTTPDate(Self.now))
        let error = #expect(throws: ServiceError.self) {
            try Preconditions(headers).isNotModified(EntityTag("a"), lastModified: date)
        }
        #expect(error?.code == .preconditionFailed)
    }
}

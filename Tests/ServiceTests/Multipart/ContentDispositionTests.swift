import Testing

@testable import Service

@Suite struct ContentDispositionTests {
    @Test(arguments: [
        (#"form-data; name="file"; filename="a b.mp4""#, "a b.mp4"),
        (#"form-data; name=file; filename=a.mp4"#, "a.mp4"),
        (#"form-data;name="file";filename="semi;colon.mp4""#, "semi;colon.mp4"),
        (#"form-data; name="file"; filename="quote\"back\\slash.mp4""#, #"quote"back\slash.mp4"#),
        (#"form-data; name="file"; filename="C:\dir\a.mp4""#, #"C:\dir\a.mp4"#),
        (#"form-data; name="file"; filename="say %22hi%22.mp4""#, #"say "hi".mp4"#),
        (#"form-data; name="file"; filename="100%.mp4""#, "100%.mp4"),
        (#"form-data; name="file"; filename="été 🎬.mp4""#, "été 🎬.mp4"),
        (#"form-data; name="file"; filename="x"; filename*=UTF-8''%c3%a9t%C3%A9.mp4"#, "été.mp4"),
        (#"form-data; name="file"; filename*=utf-8'fr'a%20b.mp4"#, "a b.mp4"),
        (#"form-data; name="file"; filename="plain"; filename*=ISO-8859-1''%E9"#, "plain"),
        (#"form-data; name="file"; filename="plain"; filename*=UTF-8''%FF"#, "plain"),
        (#"form-data; name="file"; FILENAME="upper.mp4""#, "upper.mp4"),
        ("form-data; name=\"file\"; filename=\"\u{301}a\u{FE0F}\"", "\u{301}a\u{FE0F}"),
        ("form-data; name=\"file\"; filename=\"a\\\"\u{301}b\"", "a\"\u{301}b"),
        (#"form-data; name="file"; filename="first"; filename="second""#, "first"),
        (#"form-data; name="file"; filename="line%0D%0Abreak""#, "line\r\nbreak"),
    ])
    func `the file name is read`(header: String, name: String) throws {
        let disposition = try #require(ContentDisposition(header))
        #expect(disposition.type == "form-data")
        #expect(disposition.parameters["name"] == "file")
        #expect(disposition.filename == name)
    }

    @Test(arguments: [
        "", ";", "form-data; name", "form-data; name=\"open", "form-data; name=\"a\" junk", "form-data; =x",
    ])
    func `broken syntax is no disposition`(header: String) { #expect(ContentDisposition(header) == nil) }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("multipart/form-data; boundary=\"a b:c\"", "a b:c"),
        (
            "Multipart/Form-Data; charset=utf-8; Boundary=----WebKitFormBoundary7MA4YWxk",
            "----WebKitFormBoundary7MA4YWxk"
        ),
    ])
    func `the boundary is read`(header: String, boundary: String) throws {
        #expect(try FormBoundary.read(header) == boundary)
    }

    @Test(arguments: [
        nil, "", "multipart/form-data", "multipart/mixed; boundary=a", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"ends with blank \"", "application/json",
        "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
    ])
    func `a content type without a usable boundary is refused`(header: String?) {
        #expect(throws: MultipartError.noBoundary) { try FormBoundary.read(header) }
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "../../etc/passwd", #"C:\a"#, "a\0b", "a\r\nX-Evil: 1", "tab\there", "\u{7F}", "\u{85}",
        String(repeating: "é", count: 128),
    ])
    func `a name that could pass for a path or break a header is refused`(name: String) {
        #expect(throws: ServiceError.self) { try FileName.checked(name) }
    }

    @Test(arguments: ["a", "été 🎬 (1).mp4", "quote\"s", "...", " ", "-rf", "CON", String(repeating: "a", count: 255)])
    func `any other name is kept as it is`(name: String) throws { #expect(try FileName.checked(name) == name) }

    @Test func `a download's name survives in both forms`() {
        #expect(
            AttachmentHeader.value(filename: "a\"b é.mp4")
                == "attachment; filename=\"a_b _.mp4\"; filename*=UTF-8''a%22b%20%C3%A9.mp4")
    }
}

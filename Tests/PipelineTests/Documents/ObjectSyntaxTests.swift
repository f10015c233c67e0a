import Testing

@testable import Pipeline

extension Documents {
    /// The syntax of objects.
    @Suite("Object syntax")
    struct ObjectSyntaxTests {
        private static func first(_ text: String) -> String? {
            Array(text.utf8).withUnsafeBytes { bytes in
                var syntax = ObjectSyntax(bytes, in: 0..<bytes.count)
                return syntax.object().map { String(decoding: bytes[$0], as: UTF8.self) }
            }
        }

        @Test(
            "An object ends where it should",
            arguments: [
                ("12 0 R 5", "12 0 R"), ("12 0 5", "12"), ("12.5/A", "12.5"), ("-3 0 R", "-3"), ("/A#20b/C", "/A#20b"),
                (" %x\n (a(b)\\)c)d", "(a(b)\\)c)"), ("<41 42>>", "<41 42>"), ("[1[2]<</A(])>>]]", "[1[2]<</A(])>>]"),
                ("<</A<</B[>>]>>>> >>", nil), ("<</A<</B[1]>>/C 1 0 R>>stream", "<</A<</B[1]>>/C 1 0 R>>"),
                ("true]", "true"), ("(open", nil), ("<41", nil), ("[1 2", nil), (">>", nil), ("]", nil), ("", nil),
                ("(\\", nil),
            ] as [(String, String?)])
        func objects(text: String, object: String?) { #expect(Self.first(text) == object) }

        @Test("Arrays inside each other end the reading, however many there are")
        func depth() {
            #expect(Self.first(String(repeating: "[", count: 90) + String(repeating: "]", count: 90)) != nil)
            #expect(Self.first(String(repeating: "[", count: 100_000)) == nil)
        }

        @Test("References are found where they are references")
        func references() throws {
            let text = "<</A 1 0 R/B[2 0 R (3 0 R) 4 0 /R 5 6 0 R]/C<</D 7 0 R>>%8 0 R\n/E 9.5>>"
            Array(text.utf8).withUnsafeBytes { bytes in
                let object = StoredObject(bytes, at: 0, to: bytes.count)
                #expect(object?.references() == [1, 2, 6, 7])
                #expect(object?.number("A") == .reference(1) && object?.integer("A") == nil)
                #expect(object?.place(of: "D") == nil && object?.place(of: "E") != nil)
            }
        }
    }
}

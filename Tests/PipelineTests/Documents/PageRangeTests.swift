import Foundation
import Pipeline
import Testing

/// Which pages a person means.
@Suite("Page ranges")
struct PageRangeTests {
    @Test(
        "A range names its pages, rising, each once",
        arguments: [
            ("1", [1]), ("1-3,5", [1, 2, 3, 5]), ("5,1-3", [1, 2, 3, 5]), ("2-4,3-5", [2, 3, 4, 5]),
            ("8-", [8, 9, 10]),
            ("-2", [1, 2]), (" 1 - 2 , 4 ", [1, 2, 4]), ("10", [10]), ("3-3", [3]),
        ])
    func pages(text: String, expected: [Int]) throws {
        #expect(try PageRange(text).pages(of: 10) == expected)
    }

    @Test(
        "What is no range says why",
        arguments: [
            "", ",", "0", "1-0", "3-2", "a", "1-2-3", "-", "1,,2", "+1", "１", "99999999999999999999", "1.5", "0-2",
        ])
    func nonsense(text: String) {
        let error = #expect(throws: MediaError.self) { try PageRange(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("pages") == true)
    }

    @Test("A page beyond the end is named", arguments: ["11", "8-11", "11-", "1,11"])
    func beyond(text: String) throws {
        let error = #expect(throws: MediaError.self) { try PageRange(text).pages(of: 10) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("11") == true && error?.message.contains("10") == true)
    }

    @Test("A range is written as it was read")
    func coding() throws {
        let range = try PageRange("1-3,5")
        let data = try JSONEncoder().encode([range])
        #expect(String(decoding: data, as: UTF8.self) == "[\"1-3,5\"]")
        #expect(try JSONDecoder().decode([PageRange].self, from: data) == [range])
        #expect(throws: MediaError.self) { try JSONDecoder().decode([PageRange].self, from: Data("[\"x\"]".utf8)) }
    }
}

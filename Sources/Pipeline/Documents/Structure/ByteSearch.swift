internal import Foundation

extension UnsafeRawBufferPointer {
    /// Where `word` begins for the first time between `start` and `end`, nil is the end of all; nil when nowhere.
    func place(of word: StaticString, from start: Int = 0, to end: Int? = nil) -> Int? {
        guard let base = baseAddress else { return nil }
        let (length, end) = (word.utf8CodeUnitCount, end ?? count)
        var position = start
        while position + length <= end {
            guard let next = memchr(base + position, Int32(word.utf8Start[0]), end - length + 1 - position) else {
                break
            }
            position = UnsafeRawPointer(next) - base
            if memcmp(base + position, word.utf8Start, length) == 0 { return position }
            position += 1
        }
        return nil
    }
}

/// The small words of a document's syntax.
extension UnsafeRawBufferPointer {
    /// Whether the byte at `position` is white space (ISO 32000-1, 7.2.2).
    func isSpace(_ position: Int) -> Bool {
        self[position] == 0x20 || (0x09...0x0D).contains(self[position]) || self[position] == 0
    }

    /// Whether the byte at `position` is a decimal digit.
    func isDigit(_ position: Int) -> Bool { (0x30...0x39).contains(self[position]) }

    /// The whole number of up to ten digits that follows at `position`, behind white space if there is any, and leaves
    /// `position` behind it; nil when something else follows before `end`.
    func number(at position: inout Int, to end: Int) -> Int? {
        while position < end, isSpace(position) { position += 1 }
        var number = 0
        let first = position
        while position < end, isDigit(position), position - first < 10 {
            number = number * 10 + Int(self[position] - 0x30)
            position += 1
        }
        return position > first ? number : nil
    }

    /// The object that the reference at `position` names, “12 0 R”, and leaves `position` behind it; nil, and `position` as
    /// it was, when something else follows before `end`.
    func reference(at position: inout Int, to end: Int) -> Int? {
        var next = position
        guard let object = number(at: &next, to: end), number(at: &next, to: end) != nil else { return nil }
        while next < end, isSpace(next) { next += 1 }
        guard next < end, self[next] == UInt8(ascii: "R") else { return nil }
        position = next + 1
        return object
    }
}

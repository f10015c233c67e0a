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

/// Reads the syntax of objects (ISO 32000-1, 7.2 and 7.3) from front to back, far enough to tell where each begins and ends.
/// Strict: whatever a writer should not have written is nothing.
struct ObjectSyntax {
    let bytes: UnsafeRawBufferPointer
    /// Where reading goes on.
    var position: Int
    /// Where it ends at the latest.
    let end: Int

    /// Levels of dictionaries and arrays inside each other.
    private static let deepest = 100

    init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    /// Goes behind white space and comments.
    mutating func skipSpace() {
        while position < end {
            if bytes[position] == UInt8(ascii: "%") {
                while position < end, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
            } else if bytes.isSpace(position) {
                position += 1
            } else {
                return
            }
        }
    }

    /// Goes behind `word`, if that is the next; false, and nowhere, otherwise.
    mutating func skip(_ word: StaticString) -> Bool {
        skipSpace()
        let length = word.utf8CodeUnitCount
        guard position + length <= end else { return false }
        for index in 0..<length where bytes[position + index] != word.utf8Start[index] { return false }
        position += length
        return true
    }

    /// The next whole number without a sign, or the reference that begins with it.
    enum Number: Equatable { case integer(Int), reference(Int) }

    /// Goes behind a whole number or a reference; nil, and nowhere, when something else is next.
    mutating func number() -> Number? {
        var next = position
        if let object = bytes.reference(at: &next, to: end) {
            position = next
            return .reference(object)
        }
        next = position
        guard let number = bytes.number(at: &next, to: end), next == end || !isRegular(next) else { return nil }
        position = next
        return .integer(number)
    }

    /// Goes behind the next object and returns where it was; nil when there is none.
    mutating func object() -> Range<Int>? {
        skipSpace()
        let start = position
        if let byte = peek(), (0x30...0x39).contains(byte), number() != nil { return start..<position }
        guard skipToken() else { return nil }
        return start..<position
    }

    /// Goes behind the next name and returns where it is, without its solidus; nil when something else is next.
    mutating func name() -> Range<Int>? {
        skipSpace()
        guard peek() == UInt8(ascii: "/") else { return nil }
        position += 1
        let start = position
        while position < end, isRegular(position) { position += 1 }
        return start..<position
    }

    /// Calls `body` with the number of every object that is referred to from here to the end. False when something there
    /// is no object.
    mutating func forEachReference(_ body: (Int) -> Void) -> Bool {
        while true {
            skipSpace()
            guard let byte = peek() else { return true }
            switch byte {
            case 0x30...0x39:
                if let number = number() {
                    if case .reference(let object) = number { body(object) }
                } else if !skipToken() {
                    return false
                }
            case UInt8(ascii: "["), UInt8(ascii: "]"): position += 1
            case UInt8(ascii: "<") where at(1) == byte, UInt8(ascii: ">") where at(1) == byte: position += 2
            default: guard skipToken() else { return false }
            }
        }
    }

    private func peek() -> UInt8? { position < end ? bytes[position] : nil }
    private func at(_ distance: Int) -> UInt8? { position + distance < end ? bytes[position + distance] : nil }

    /// Whether the byte is part of a name, a number or a word.
    private func isRegular(_ position: Int) -> Bool {
        switch bytes[position] {
        case 0, 0x09...0x0D, 0x20: false
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            false
        default: true
        }
    }

    /// Goes behind a name, a number, a word, a string, an array or a dictionary.
    private mutating func skipToken() -> Bool {
        switch peek() {
        case UInt8(ascii: "/"): return name() != nil
        case UInt8(ascii: "("): return skipString()
        case UInt8(ascii: "["): return skipCompound()
        case UInt8(ascii: "<"): return at(1) == UInt8(ascii: "<") ? skipCompound() : skipHexadecimal()
        default:
            let start = position
            while position < end, isRegular(position) { position += 1 }
            return position > start
        }
    }

    private mutating func skipString() -> Bool {
        var depth = 0
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return position <= end }
        }
        return false
    }

    private mutating func skipHexadecimal() -> Bool {
        while position < end, bytes[position] != UInt8(ascii: ">") { position += 1 }
        position += 1
        return position <= end
    }

    private mutating func skipCompound() -> Bool {
        var open: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "["):
                open.append(byte)
                position += 1
            case UInt8(ascii: "<") where at(1) == byte:
                open.append(byte)
                position += 2
            case UInt8(ascii: "]"):
                guard open.popLast() == UInt8(ascii: "[") else { return false }
                position += 1
            case UInt8(ascii: ">"):
                guard at(1) == byte, open.popLast() == UInt8(ascii: "<") else { return false }
                position += 2
            default:
                guard skipToken() else { return false }
            }
            if open.isEmpty { return true }
            guard open.count <= Self.deepest else { return false }
            skipSpace()
        }
        return false
    }
}

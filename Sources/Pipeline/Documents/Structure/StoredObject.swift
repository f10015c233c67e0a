internal import Foundation

/// An object as it stands in a document's bytes, or in those of an object stream, which live longer than this does.
struct StoredObject {
    let bytes: UnsafeRawBufferPointer
    /// The object itself: for a stream, its dictionary.
    let value: Range<Int>
    /// The generation, 0 for one of an object stream.
    var generation = 0
    /// Where the data of a stream begin, in the bytes; nil for anything else.
    var dataStart: Int?

    /// The keys of a dictionary, without their solidus, and their values, as they stand there; empty for anything else.
    private(set) var entries: [(key: Range<Int>, value: Range<Int>)] = []

    /// The object at `position`, up to `end`; nil when what stands there is none.
    init?(_ bytes: UnsafeRawBufferPointer, at position: Int, to end: Int) {
        guard position <= end else { return nil }
        var syntax = ObjectSyntax(bytes, in: position..<min(end, position + UnpackingLimits.objectBytes))
        self.init(&syntax)
    }

    /// The object `number` whose “12 0 obj” stands at `position` (7.3.10); nil when something else does, or when it does
    /// not end as it should.
    init?(_ bytes: UnsafeRawBufferPointer, number: Int, generation: Int?, at position: Int) {
        guard position >= 0, position < bytes.count else { return nil }
        var syntax = ObjectSyntax(bytes, in: position..<min(bytes.count, position + UnpackingLimits.objectBytes))
        guard syntax.number() == .integer(number), case .integer(let found)? = syntax.number(),
            found == generation ?? found, syntax.skip("obj")
        else { return nil }
        self.init(&syntax)
        self.generation = found
        if syntax.skip("endobj") { return }
        guard syntax.skip("stream"), syntax.position < bytes.count else { return nil }
        var start = syntax.position
        if bytes[start] == 0x0D { start += 1 }
        guard start < bytes.count, bytes[start] == 0x0A else { return nil }
        dataStart = start + 1
    }

    private init?(_ syntax: inout ObjectSyntax) {
        bytes = syntax.bytes
        syntax.skipSpace()
        let start = syntax.position
        if syntax.skip("<<") {
            while !syntax.skip(">>") {
                guard let key = syntax.name(), let value = syntax.object() else { return nil }
                entries.append((key, value))
            }
        } else {
            guard syntax.object() != nil else { return nil }
        }
        value = start..<syntax.position
    }

    /// Where the value of `key` stands, in a dictionary; nil in anything else, or when it is not there.
    func place(of key: StaticString) -> Range<Int>? { entries.first { Self.equal(bytes, $0.key, key) }?.value }

    /// Whether it is a dictionary or an array.
    var isCompound: Bool { !entries.isEmpty || bytes[value.lowerBound] == UInt8(ascii: "[") }

    /// Whether the value of `key` is `name`.
    func has(_ key: StaticString, _ name: StaticString) -> Bool {
        guard let place = place(of: key) else { return false }
        return isName(place, name)
    }

    /// Whether `name` stands at `place`.
    func isName(_ place: Range<Int>, _ name: StaticString) -> Bool {
        place.count > 1 && bytes[place.lowerBound] == UInt8(ascii: "/")
            && Self.equal(bytes, place.lowerBound + 1..<place.upperBound, name)
    }

    /// The whole number or the reference that is the value of `key`.
    func number(_ key: StaticString) -> ObjectSyntax.Number? {
        guard let place = place(of: key) else { return nil }
        var syntax = ObjectSyntax(bytes, in: place)
        return syntax.number()
    }

    /// The whole number that is the value of `key`.
    func integer(_ key: StaticString) -> Int? {
        if case .integer(let number)? = number(key) { number } else { nil }
    }

    /// The whole numbers that are the value of `key`, an array; empty when there is none.
    func integers(_ key: StaticString) -> [Int] {
        guard let place = place(of: key) else { return [] }
        var syntax = ObjectSyntax(bytes, in: place)
        var numbers: [Int] = []
        guard syntax.skip("[") else { return [] }
        while case .integer(let number)? = syntax.number() { numbers.append(number) }
        return numbers
    }

    /// The objects that are referred to in `place`, or anywhere in it when nil.
    func references(in place: Range<Int>? = nil) -> [Int] {
        var syntax = ObjectSyntax(bytes, in: place ?? value)
        var objects: [Int] = []
        return syntax.forEachReference { objects.append($0) } ? objects : []
    }

    private static func equal(_ bytes: UnsafeRawBufferPointer, _ place: Range<Int>, _ word: StaticString) -> Bool {
        guard place.count == word.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return memcmp(start + place.lowerBound, word.utf8Start, place.count) == 0
    }
}

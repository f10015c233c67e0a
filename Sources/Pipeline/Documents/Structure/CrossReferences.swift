/// Where the objects of a document are, as its cross-references say (ISO 32000-1, 7.5.4, 7.5.8): all sections, the newest
/// first. Nil for a document whose references are damaged, which Poppler repairs, or that is encrypted.
struct CrossReferences {
    /// Where an object is.
    enum Location: Equatable {
        /// At a byte of the document, with its generation.
        case byte(Int, generation: Int)
        /// The object at an index of an object stream.
        case stream(Int, index: Int)
        /// Nowhere: it was deleted.
        case free
    }

    /// The number of the catalogue.
    private(set) var root = 0
    /// Where the newest section begins.
    let start: Int
    /// Whether the newest section is a table, not a stream.
    private(set) var isTable = false
    private var places: [Location?] = []

    /// Bytes that sections may still take which are streams.
    private var room = UnpackingLimits.unpackedBytes

    /// Sections, one an update, and objects of a document: more than any has.
    private static let most = (sections: 200, objects: 500_000)
    /// The last bytes, among which “startxref” stands.
    private static let tail = 1024

    init?(of bytes: UnsafeRawBufferPointer, inflation: borrowing Inflation) {
        guard bytes.count > 8, bytes.place(of: "%PDF-", to: 5) == 0, let start = Self.start(of: bytes) else {
            return nil
        }
        self.start = start
        var next: Int? = start
        var read: Set<Int> = []
        while let section = next {
            guard read.count < Self.most.sections, read.insert(section).inserted,
                let trailer = readSection(at: section, of: bytes, inflation)
            else { return nil }
            guard trailer.place(of: "Encrypt") == nil else { return nil }
            if section == start {
                guard case .reference(let root)? = trailer.number("Root") else { return nil }
                self.root = root
            }
            next = trailer.integer("Prev")
            guard next != nil || trailer.place(of: "Prev") == nil else { return nil }
        }
    }

    /// How many numbers there are: the largest and one.
    var count: Int { places.count }

    /// Where object `number` is; nil when nothing is said of it.
    subscript(number: Int) -> Location? { places.indices.contains(number) ? places[number] : nil }

    private static func start(of bytes: UnsafeRawBufferPointer) -> Int? {
        var position = max(0, bytes.count - tail)
        var start: Int?
        while let found = bytes.place(of: "startxref", from: position) {
            position = found + 9
            start = bytes.number(at: &position, to: bytes.count)
        }
        return start
    }

    /// Reads the section at `position`, and returns the object that has its trailer's keys.
    private mutating func readSection(
        at position: Int, of bytes: UnsafeRawBufferPointer, _ inflation: borrowing Inflation
    ) -> StoredObject? {
        guard position < bytes.count else { return nil }
        var syntax = ObjectSyntax(bytes, in: position..<bytes.count)
        guard syntax.skip("xref") else { return readStream(at: position, of: bytes, inflation) }
        if position == start { isTable = true }
        guard readTable(&syntax), let trailer = StoredObject(bytes, at: syntax.position, to: bytes.count) else {
            return nil
        }
        // What older programs are not to see: read after the table, before older sections.
        if trailer.place(of: "XRefStm") != nil {
            guard let hidden = trailer.integer("XRefStm"), readStream(at: hidden, of: bytes, inflation) != nil else {
                return nil
            }
        }
        return trailer
    }

    private mutating func readTable(_ syntax: inout ObjectSyntax) -> Bool {
        while !syntax.skip("trailer") {
            guard case .integer(let first)? = syntax.number(), case .integer(let count)? = syntax.number(),
                hasRoom(first, count)
            else { return false }
            for number in first..<first + count {
                guard case .integer(let offset)? = syntax.number(), case .integer(let generation)? = syntax.number()
                else { return false }
                if syntax.skip("n") {
                    set(number, .byte(offset, generation: generation))
                } else if syntax.skip("f") {
                    set(number, .free)
                } else {
                    return false
                }
            }
        }
        return true
    }

    private mutating func readStream(
        at position: Int, of bytes: UnsafeRawBufferPointer, _ inflation: borrowing Inflation
    ) -> StoredObject? {
        guard position < bytes.count else { return nil }
        var syntax = ObjectSyntax(bytes, in: position..<bytes.count)
        guard case .integer(let number)? = syntax.number(),
            let stream = StoredObject(bytes, number: number, generation: nil, at: position),
            stream.has("Type", "XRef"),
            let entries = CrossReferenceEntries(of: stream, inflation: inflation, limit: room)
        else { return nil }
        room -= entries.byteCount
        for (first, count) in entries.sections {
            guard hasRoom(first, count) else { return nil }
        }
        return entries.forEach { set($0, $1) } ? stream : nil
    }

    private mutating func hasRoom(_ first: Int, _ count: Int) -> Bool {
        guard first + count <= Self.most.objects else { return false }
        while places.count < first + count { places.append(nil) }
        return true
    }

    private mutating func set(_ number: Int, _ place: Location) {
        if places[number] == nil { places[number] = place }
    }
}

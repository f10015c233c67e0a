/// What a reader of the tests found wrong with a stream.
struct StreamDefect: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// One 188-byte packet of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3).
struct TransportPacket: Sendable {
    static let length = 188

    /// The packet identifier.
    var pid: Int
    /// Whether a table section or a PES packet starts here.
    var startsUnit: Bool
    /// The 4-bit continuity counter.
    var counter: Int
    /// Whether it carries payload bytes.
    var hasPayload: Bool
    /// The discontinuity indicator of the adaptation field.
    var isDiscontinuity = false
    /// The random access indicator of the adaptation field.
    var isRandomAccess = false
    /// The program clock reference in units of 1/27,000,000 s.
    var clock: Int64?
    /// Where the payload lies in the stream.
    var payload: Range<Int>

    /// Reads the packet at `offset`.
    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        guard bytes[offset] == 0x47 else { throw StreamDefect("no sync byte at \(offset)") }
        let flags = bytes[offset + 1]
        let control = bytes[offset + 3]
        guard flags & 0x80 == 0 else { throw StreamDefect("transport error indicator at \(offset)") }
        guard control & 0xC0 == 0 else { throw StreamDefect("scrambled packet at \(offset)") }
        pid = Int(flags & 0x1F) << 8 | Int(bytes[offset + 2])
        startsUnit = flags & 0x40 != 0
        counter = Int(control & 0x0F)
        hasPayload = control & 0x10 != 0
        let hasAdaptation = control & 0x20 != 0
        guard hasPayload || hasAdaptation else { throw StreamDefect("adaptation control 00 at \(offset)") }
        let end = offset + Self.length
        payload = end..<end
        var start = offset + 4
        if hasAdaptation {
            let size = Int(bytes[start])
            guard hasPayload ? size <= 182 : size == 183 else {
                throw StreamDefect("adaptation field of \(size) bytes at \(offset)")
            }
            if size > 0 { try readAdaptation(bytes, start + 1..<start + 1 + size) }
            start += 1 + size
        }
        if hasPayload { payload = start..<end }
    }

    private mutating func readAdaptation(_ bytes: UnsafeRawBufferPointer, _ field: Range<Int>) throws {
        let flags = bytes[field.lowerBound]
        isDiscontinuity = flags & 0x80 != 0
        isRandomAccess = flags & 0x40 != 0
        var position = field.lowerBound + 1
        if flags & 0x10 != 0 {
            guard position + 6 <= field.upperBound else { throw StreamDefect("PCR outside the adaptation field") }
            let high = (0..<4).reduce(Int64(0)) { $0 << 8 | Int64(bytes[position + $1]) }
            let base = high << 1 | Int64(bytes[position + 4] >> 7)
            let rest = Int64(bytes[position + 4] & 1) << 8 | Int64(bytes[position + 5])
            clock = base * 300 + rest
            position += 6
        }
        guard flags & 0x0F == 0 || position < field.upperBound else { throw StreamDefect("adaptation field too short") }
        // What is left is stuffing, which must be 0xFF, unless splice or private data stand before it.
        if flags & 0x0F == 0, bytes[position..<field.upperBound].contains(where: { $0 != 0xFF }) {
            throw StreamDefect("stuffing bytes other than 0xFF")
        }
    }
}

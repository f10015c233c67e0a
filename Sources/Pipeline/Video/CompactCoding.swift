/// Writes integers in as few bytes as they need: zigzag and base-128 groups, low group first (as Protocol Buffers'
/// `sint64`).
struct CompactWriter {
    private(set) var bytes: [UInt8] = []

    mutating func integer(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A column whose steps hardly change: only the change of the step is written, a zero byte for a steady clock.
    mutating func curve(_ values: [Int64]) {
        var (last, step) = (Int64(0), Int64(0))
        for value in values {
            integer((value &- last) &- step)
            step = value &- last
            last = value
        }
    }

    mutating func data(_ data: [UInt8]) {
        integer(Int64(data.count))
        bytes.append(contentsOf: data)
    }

    mutating func text(_ text: String) { data(Array(text.utf8)) }
}

/// Reads what `CompactWriter` wrote. Stored bytes may be damaged: every read can fail, none traps.
struct CompactReader {
    static let damaged = MediaError(.corrupt, "MediaIndex", "the stored index is damaged")

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func integer() throws(MediaError) -> Int64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
            shift += 7
        }
        throw Self.damaged
    }

    /// A number of things that follow, each of at least a fraction of a byte: bounded by what is left.
    mutating func count() throws(MediaError) -> Int64 {
        let value = try integer()
        guard value >= 0, value <= 100_000_000 else { throw Self.damaged }
        return value
    }

    mutating func curve(count: Int) throws(MediaError) -> [Int64] {
        guard count <= bytes.count - position else { throw Self.damaged }
        var values: [Int64] = []
        values.reserveCapacity(count)
        var (last, step) = (Int64(0), Int64(0))
        for _ in 0..<count {
            step = step &+ (try integer())
            last = last &+ step
            values.append(last)
        }
        return values
    }

    mutating func data() throws(MediaError) -> [UInt8] {
        let count = Int(try integer())
        guard count >= 0, count <= bytes.count - position else { throw Self.damaged }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func text() throws(MediaError) -> String { String(decoding: try data(), as: UTF8.self) }
}

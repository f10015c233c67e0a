/// Reads bits, most significant first, and Exp-Golomb codes (ITU-T H.264, 9.1). Past the end it yields zeros and says so.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0
    /// Whether more was read than there is.
    private(set) var isExhausted = false

    /// Reads `bytes`.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next bit.
    mutating func bit() -> Int {
        guard position < bytes.count * 8 else {
            isExhausted = true
            return 0
        }
        defer { position += 1 }
        return Int(bytes[position / 8] >> (7 - UInt8(position % 8))) & 1
    }

    /// The next `count` bits as an unsigned number.
    mutating func bits(_ count: Int) -> Int { (0..<count).reduce(0) { value, _ in value << 1 | bit() } }

    /// An unsigned Exp-Golomb code.
    mutating func unsignedCode() -> Int {
        var zeros = 0
        while bit() == 0, zeros < 32, !isExhausted { zeros += 1 }
        return (1 << zeros) - 1 + bits(zeros)
    }

    /// A signed Exp-Golomb code.
    mutating func signedCode() -> Int {
        let code = unsignedCode()
        return code % 2 == 0 ? -(code / 2) : (code + 1) / 2
    }
}

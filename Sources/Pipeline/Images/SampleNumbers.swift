/// The quickest way from samples of 8 bits to numbers and back, four at a time: a whole number below 2²³ among the bits of 2²³
/// is their sum.
enum SampleNumbers {
    /// The four bytes of a word, the lowest first.
    @inline(__always)
    static func numbers(_ word: UInt32) -> SIMD4<Float> {
        // Every other one stays where it is, which makes it 256 times as much.
        let bytes = SIMD4(word, word, word >> 16, word >> 16) & SIMD4(0xFF, 0xFF00, 0xFF, 0xFF00)
        let sum = unsafeBitCast(bytes | SIMD4(repeating: 0x4B00_0000), to: SIMD4<Float>.self)
        return (sum - SIMD4(repeating: 0x1p23)) * SIMD4(1, 1.0 / 256, 1, 1.0 / 256)
    }

    /// The nearest whole numbers of what lies between -2²² and 2²².
    @inline(__always)
    static func rounded(_ numbers: SIMD4<Float>) -> SIMD4<Int32> {
        unsafeBitCast(numbers + SIMD4(repeating: 0x1.8p23), to: SIMD4<Int32>.self) &- SIMD4(repeating: 0x4B40_0000)
    }
}

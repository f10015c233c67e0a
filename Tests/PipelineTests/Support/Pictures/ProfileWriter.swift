import Foundation

/// Writes small ICC profiles (ICC.1:2001-04) of RGB spaces, and puts them into JPEG files.
enum ProfileWriter {
    /// A space by its primaries as the profile connection space sees them (XYZ under D50), and its curve.
    struct Space: Sendable {
        var red: [Double]
        var green: [Double]
        var blue: [Double]
        /// What a sample, 0…1, is in linear light.
        var light: @Sendable (Double) -> Double
    }

    /// Display P3: the primaries of SMPTE EG 432-1 with the curve of sRGB, adapted to D50 by Bradford's matrix.
    static let displayP3 = Space(
        red: [0.51512, 0.24120, -0.00105], green: [0.29198, 0.69225, 0.04189], blue: [0.15710, 0.06657, 0.78407],
        light: { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) })

    /// Adobe RGB (1998), 4.3: its primaries under D50 and its gamma of 563 / 256.
    static let adobeRGB = Space(
        red: [0.60974, 0.31111, 0.01947], green: [0.20528, 0.62567, 0.06087], blue: [0.14919, 0.06322, 0.74457],
        light: { pow($0, 563.0 / 256) })

    /// The profile of `space`, for a display.
    static func profile(_ space: Space) -> [UInt8] {
        let curve = "curv".utf8 + long(0) + long(1024) + (0..<1024).flatMap { short(space.light(Double($0) / 1023)) }
        let text = Array("text".utf8) + long(0) + Array("none".utf8) + [0, 0, 0, 0]
        let name = Array("desc".utf8) + long(0) + long(5) + Array("test".utf8) + [UInt8](repeating: 0, count: 79)
        let tags: [(String, [UInt8])] = [
            ("desc", name), ("cprt", text), ("wtpt", xyz([0.9642, 1, 0.8249])), ("rXYZ", xyz(space.red)),
            ("gXYZ", xyz(space.green)), ("bXYZ", xyz(space.blue)), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]
        var table = long(tags.count)
        var data: [UInt8] = []
        for (signature, bytes) in tags {
            table += Array(signature.utf8) + long(128 + 4 + 12 * tags.count + data.count) + long(bytes.count)
            data += bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
        }
        var header = [UInt8](repeating: 0, count: 128)
        func put(_ bytes: [UInt8], at offset: Int) {
            header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put(long(128 + table.count + data.count), at: 0)
        put([2, 0x40, 0, 0] + Array("mntrRGB XYZ ".utf8), at: 8)
        put(Array("acsp".utf8), at: 36)
        put(fixed(0.9642) + fixed(1) + fixed(0.8249), at: 68)
        return header + table + data
    }

    /// `jpeg` with `profile` (ICC.1:2001-04, annex B.4).
    static func put(_ profile: [UInt8], into jpeg: [UInt8]) -> [UInt8] {
        let payload = Array("ICC_PROFILE".utf8) + [0, 1, 1] + profile
        let length = payload.count + 2
        return Array(jpeg[..<2]) + [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + payload + Array(jpeg[2...])
    }

    private static func xyz(_ values: [Double]) -> [UInt8] { Array("XYZ ".utf8) + long(0) + values.flatMap(fixed) }

    private static func fixed(_ value: Double) -> [UInt8] {
        long(Int(UInt32(bitPattern: Int32((value * 65536).rounded()))))
    }

    private static func long(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func short(_ share: Double) -> [UInt8] {
        let value = Int((share * 65535).rounded())
        return [UInt8(value >> 8), UInt8(value & 255)]
    }
}

internal import Foundation

/// A picture in about thirty letters, to be shown blurred until the real one has come.
///
/// The algorithm is that of <https://github.com/woltapp/blurhash/blob/master/Algorithm.md>: a cosine transform of the
/// linear light, a few components of which are written with 83 digits.
enum BlurHash {
    /// The components across and down, 1…9 each.
    static let components = (across: 4, down: 3)

    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~".utf8)

    private typealias Light = SIMD3<Double>

    /// The hash of an RGB or grey picture, which should be tiny: every pixel counts for every component.
    static func encode(_ raster: Raster) -> String {
        let light = linear(raster)
        var factors: [Light] = []
        for down in 0..<components.down {
            for across in 0..<components.across { factors.append(factor(light, raster, across, down)) }
        }
        let changes = factors.dropFirst()
        let largest = changes.map { max(abs($0.x), abs($0.y), abs($0.z)) }.max() ?? 0
        let quantised = max(0, min(82, Int((largest * 166 - 0.5).rounded(.down))))
        let maximum = Double(quantised + 1) / 166

        var hash: [UInt8] = []
        write(components.across - 1 + (components.down - 1) * 9, length: 1, to: &hash)
        write(quantised, length: 1, to: &hash)
        let mean = factors[0]
        write(encoded(mean.x) << 16 | encoded(mean.y) << 8 | encoded(mean.z), length: 4, to: &hash)
        for change in changes {
            let (red, green, blue) = (
                level(change.x / maximum), level(change.y / maximum), level(change.z / maximum)
            )
            write((red * 19 + green) * 19 + blue, length: 2, to: &hash)
        }
        return String(decoding: hash, as: UTF8.self)
    }

    /// How much of one cosine there is in the picture.
    private static func factor(_ light: [Light], _ raster: Raster, _ across: Int, _ down: Int) -> Light {
        let columns = (0..<raster.width).map { cos(.pi * Double(across * $0) / Double(raster.width)) }
        let rows = (0..<raster.height).map { cos(.pi * Double(down * $0) / Double(raster.height)) }
        var sum = Light.zero
        for (y, row) in rows.enumerated() {
            for (x, column) in columns.enumerated() { sum += row * column * light[y * raster.width + x] }
        }
        return sum * (across == 0 && down == 0 ? 1 : 2) / Double(light.count)
    }

    /// One of 19 levels; small values get more of them.
    private static func level(_ value: Double) -> Int {
        let root = value < 0 ? -(-value).squareRoot() : value.squareRoot()
        return max(0, min(18, Int((root * 9 + 9.5).rounded(.down))))
    }

    private static func write(_ value: Int, length: Int, to hash: inout [UInt8]) {
        var written: [UInt8] = []
        var rest = value
        for _ in 0..<length {
            written.append(digits[rest % 83])
            rest /= 83
        }
        hash.append(contentsOf: written.reversed())
    }

    /// The samples in linear light, 0…1 (IEC 61966-2-1).
    private static func linear(_ raster: Raster) -> [Light] {
        let table = (0..<256).map { sample -> Double in
            let value = Double(sample) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        let step = raster.layout.rawValue
        return stride(from: 0, to: raster.samples.count, by: step).map { start in
            let samples = raster.samples[start..<start + step].map { table[Int($0)] }
            return step < 3 ? Light(repeating: samples[0]) : Light(samples[0], samples[1], samples[2])
        }
    }

    /// A light as an sRGB sample.
    private static func encoded(_ light: Double) -> Int {
        let value = max(0, min(1, light))
        let curved = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
        return Int((curved * 255 + 0.5).rounded(.down))
    }
}

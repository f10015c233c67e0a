/// A colour in sRGB, written `#rrggbb` or `#rrggbbaa` (CSS Color Module Level 4, 5.2), `#rgb` for short.
public struct ImageColour: Codable, Hashable, Sendable {
    /// Red, green, blue, and how opaque, 0…255.
    public let components: [UInt8]

    /// White.
    public static let white = ImageColour(components: [255, 255, 255, 255])
    /// Nothing.
    public static let transparent = ImageColour(components: [0, 0, 0, 0])

    private init(components: [UInt8]) { self.components = components }

    /// Reads a colour; nil when it is not written in one of the forms.
    public init?(_ text: String) {
        guard text.first == "#" else { return nil }
        let digits = text.dropFirst().compactMap { $0.isASCII ? $0.hexDigitValue.map(UInt8.init) : nil }
        guard digits.count == text.count - 1 else { return nil }
        var values: [UInt8]
        switch digits.count {
        case 3, 4: values = digits.map { $0 * 17 }
        case 6, 8: values = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 16 + digits[$0 + 1] }
        default: return nil
        }
        if values.count == 3 { values.append(255) }
        components = values
    }

    /// Reads the text form.
    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let colour = ImageColour(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a colour: #rrggbb is expected")
        }
        self = colour
    }

    /// Writes the text form with all eight digits.
    public func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.singleValueContainer()
        let digits = components.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        try container.encode("#" + digits.joined())
    }

    /// Whether nothing shows through.
    var isOpaque: Bool { components[3] == 255 }

    /// The colour as a pixel of `bands` samples, for a picture of grey or of RGB.
    func pixel(bands: Int) -> [Double] {
        let values = components.map(Double.init)
        // ITU-R BT.709, 3.2: the luma of a grey picture's pixel.
        let grey = (0.2126 * values[0] + 0.7152 * values[1] + 0.0722 * values[2]).rounded()
        return Array((bands < 3 ? [grey, values[3]] : values).prefix(bands))
    }

    /// Whether it is a shade of grey.
    var isGrey: Bool { components[0] == components[1] && components[1] == components[2] }
}

internal import Foundation

/// The sizes in pixels of the pictures in a document, read from its bytes.
///
/// Poppler tells where a picture stands on a page but not how many pixels it has without decoding it. The dictionary of a
/// picture is always there to be read, whatever is compressed or encrypted around it: it belongs to a stream, streams
/// cannot be inside other streams (ISO 32000-1, 7.5.7), and encryption leaves names and numbers alone (7.6.1). Which
/// picture stands where is told by its shape. A picture whose size is written elsewhere is not found; nothing depends on
/// it but the resolution that a page is recognised at.
struct PictureSizes: Sendable {
    private var sizes: Set<Size> = []

    struct Size: Hashable, Sendable {
        var width: Int
        var height: Int
    }

    /// Bytes of a dictionary that are looked at before and after the word that says it is a picture.
    private static let reach = 2048
    /// Different sizes that are kept.
    private static let most = 10_000

    /// Looks through `bytes`.
    init(in bytes: UnsafeRawBufferPointer) {
        var position = 0
        while sizes.count < Self.most, let found = bytes.place(of: "/Image", from: position) {
            position = found + 6
            let begin = Self.begin(of: found, in: bytes)
            let limit = min(bytes.count, found + Self.reach)
            let end = bytes.place(of: "stream", from: found, to: limit) ?? limit
            guard let width = Self.number(after: "/Width", in: bytes, from: begin, to: end),
                let height = Self.number(after: "/Height", in: bytes, from: begin, to: end)
            else { continue }
            sizes.insert(Size(width: width, height: height))
        }
    }

    /// The dots per inch of the picture at `box`: of that which has its shape, upright or turned. Nil when none has or
    /// several do. Boxes are known to a point, so that the shape is.
    func dotsPerInch(at box: PageBox) -> Double? {
        let fitting = sizes.compactMap { size -> Double? in
            Self.resolution(Double(size.width), Double(size.height), box)
                ?? Self.resolution(Double(size.height), Double(size.width), box)
        }
        guard let finest = fitting.max(), let coarsest = fitting.min(), finest < coarsest * 1.05 else { return nil }
        return finest
    }

    /// Whether a picture at `box`, or any picture when nil, would have to be held whole and is too large for that.
    func isTooLarge(at box: PageBox? = nil) -> Bool {
        sizes.contains { size in
            let (width, height) = (Double(size.width), Double(size.height))
            guard size.width * size.height > DocumentLimits.picturePixels,
                max(size.width, size.height) <= DocumentLimits.shrunkSide
            else { return false }
            guard let box else { return true }
            return Self.resolution(width, height, box) != nil || Self.resolution(height, width, box) != nil
        }
    }

    /// Pixels of the largest picture, 0 without any.
    var largest: Int { sizes.map { $0.width * $0.height }.max() ?? 0 }

    private static func resolution(_ width: Double, _ height: Double, _ box: PageBox) -> Double? {
        let (across, down) = (width * 72 / box.width, height * 72 / box.height)
        let tolerance = 0.01 + 1 / min(box.width, box.height)
        return abs(across / down - 1) <= tolerance ? (across * down).squareRoot() : nil
    }

    private static func begin(of position: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        // “obj” opens the dictionary's object; “endobj” closes the one before it.
        var begin = position
        let limit = max(3, position - reach)
        while begin > limit {
            if bytes[begin - 3] == UInt8(ascii: "o"), bytes[begin - 2] == UInt8(ascii: "b"),
                bytes[begin - 1] == UInt8(ascii: "j")
            {
                return begin
            }
            begin -= 1
        }
        return begin
    }

    private static func number(
        after key: StaticString, in bytes: UnsafeRawBufferPointer, from: Int, to: Int
    ) -> Int? {
        guard var position = bytes.place(of: key, from: from, to: to) else { return nil }
        position += key.utf8CodeUnitCount
        while position < to, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) { position += 1 }
        var number = 0
        let first = position
        while position < to, (0x30...0x39).contains(bytes[position]), position - first < 7 {
            number = number * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        // “12 0 R” would be the number of another object.
        let isReference = position + 1 < to && bytes[position] == 0x20 && (0x30...0x39).contains(bytes[position + 1])
        return number > 0 && !isReference ? number : nil
    }
}

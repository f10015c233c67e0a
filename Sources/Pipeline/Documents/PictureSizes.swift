internal import Foundation

/// The sizes in pixels of the pictures in a document, read from its bytes.
///
/// Poppler tells where a picture stands on a page but not how many pixels it has without decoding it. The dictionary of a
/// picture is always there to be read, whatever is compressed or encrypted around it: it belongs to a stream, streams
/// cannot be inside other streams (ISO 32000-1, 7.5.7), and encryption leaves names and numbers alone (7.6.1). Which
/// picture stands where is told by its shape. A size that is written as objects of their own is found where those are not
/// compressed. Of a picture that is not found, the resolution is unknown.
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
        var referring: [(width: Side, height: Side)] = []
        while sizes.count < Self.most, referring.count < Self.most,
            let found = bytes.place(of: "/Image", from: position)
        {
            position = found + 6
            let begin = Self.begin(of: found, in: bytes)
            let limit = min(bytes.count, found + Self.reach)
            let end = bytes.place(of: "stream", from: found, to: limit) ?? limit
            guard let width = Self.side(after: "/Width", in: bytes, from: begin, to: end),
                let height = Self.side(after: "/Height", in: bytes, from: begin, to: end)
            else { continue }
            if let size = Size(width, height) { sizes.insert(size) } else { referring.append((width, height)) }
        }
        let wanted = Set(referring.flatMap { [$0.width.object, $0.height.object] }.compactMap(\.self))
        guard !wanted.isEmpty else { return }
        let numbers = ObjectPlaces.find(in: bytes, where: wanted.contains).compactMapValues { place in
            var place = place
            return bytes.number(at: &place, to: bytes.count)
        }
        sizes.formUnion(referring.compactMap { Size($0.width, $0.height, numbers) })
    }

    /// The dots per inch of the picture at `box`: of that whose shape fits best, upright or turned. Nil when none fits or
    /// several do with different resolutions. Boxes are known to a point, so that the shape is.
    func dotsPerInch(at box: PageBox) -> Double? {
        let fitting = sizes.compactMap { size -> Fit? in
            Self.fit(Double(size.width), Double(size.height), box)
                ?? Self.fit(Double(size.height), Double(size.width), box)
        }
        let resolutions = fitting.map(\.dotsPerInch)
        guard let finest = resolutions.max(), let coarsest = resolutions.min(), finest < coarsest * 1.05,
            let best = fitting.min(by: { ($0.distance, $0.dotsPerInch) < ($1.distance, $1.dotsPerInch) })
        else { return nil }
        // To a thousandth, so that 300 is 300.
        return (best.dotsPerInch * 1000).rounded() / 1000
    }

    /// Whether a picture at `box`, or any picture when nil, would have to be held whole and is too large for that.
    func isTooLarge(at box: PageBox? = nil) -> Bool {
        sizes.contains { size in
            let (width, height) = (Double(size.width), Double(size.height))
            guard size.width * size.height > DocumentLimits.picturePixels,
                max(size.width, size.height) <= DocumentLimits.shrunkSide
            else { return false }
            guard let box else { return true }
            return Self.fit(width, height, box) != nil || Self.fit(height, width, box) != nil
        }
    }

    /// Pixels of the largest picture, 0 without any.
    var largest: Int { sizes.map { $0.width * $0.height }.max() ?? 0 }

    /// The resolution that pixels have in a box, and how far it differs between across and down.
    private typealias Fit = (dotsPerInch: Double, distance: Double)

    /// How `width` × `height` pixels fit into `box`; nil when that has another shape.
    private static func fit(_ width: Double, _ height: Double, _ box: PageBox) -> Fit? {
        let (across, down) = (width * 72 / box.width, height * 72 / box.height)
        let tolerance = 0.01 + 1 / min(box.width, box.height)
        let distance = abs(across / down - 1)
        return distance <= tolerance ? ((across * down).squareRoot(), distance) : nil
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

    private static func side(
        after key: StaticString, in bytes: UnsafeRawBufferPointer, from: Int, to: Int
    ) -> Side? {
        guard var position = bytes.place(of: key, from: from, to: to) else { return nil }
        position += key.utf8CodeUnitCount
        if let object = bytes.reference(at: &position, to: to) { return .reference(object) }
        return bytes.number(at: &position, to: to).map { .pixels($0) }
    }
}

/// A side of a picture as its dictionary has it.
private enum Side {
    case pixels(Int)
    /// Another object says how many pixels there are.
    case reference(Int)

    /// The object that says it.
    var object: Int? { if case .reference(let object) = self { object } else { nil } }

    /// Pixels, where `numbers` has the values of objects; so few that those of a picture can be counted.
    func pixels(_ numbers: [Int: Int]) -> Int? {
        let known = if case .pixels(let count) = self { count as Int? } else { object.flatMap { numbers[$0] } }
        return known.map { min($0, 9_999_999) }
    }
}

extension PictureSizes.Size {
    fileprivate init?(_ width: Side, _ height: Side, _ numbers: [Int: Int] = [:]) {
        guard let width = width.pixels(numbers), let height = height.pixels(numbers), width > 0, height > 0 else {
            return nil
        }
        self.init(width: width, height: height)
    }
}

/// The entries of a cross-reference stream (ISO 32000-1, 7.5.8).
struct CrossReferenceEntries {
    /// The first number and how many follow, of each part.
    private(set) var sections: [(first: Int, count: Int)] = []
    private let data: [UInt8]
    private let widths: [Int]

    /// Bytes that the entries take.
    var byteCount: Int { data.count }

    /// Nil when the stream is packed otherwise than by Flate with the usual prediction, has more than `limit` bytes, or is
    /// damaged.
    init?(of stream: StoredObject, inflation: borrowing Inflation, limit: Int) {
        widths = stream.integers("W")
        guard widths.count == 3, widths.allSatisfy({ $0 <= 7 }), widths[1] > 0, let size = stream.integer("Size"),
            let start = stream.dataStart, let length = stream.integer("Length"), start + length <= stream.bytes.count
        else { return nil }
        let packed = UnsafeRawBufferPointer(rebasing: stream.bytes[start..<start + length])
        guard let filter = stream.place(of: "Filter") else {
            guard length <= limit else { return nil }
            data = Array(packed)
            sections = Self.sections(stream.integers("Index"), size)
            return
        }
        var output: [UInt8] = []
        guard stream.isName(filter, "FlateDecode"), inflation.unpack(packed, to: &output, limit: limit),
            let columns = Self.columns(stream), Self.unpredict(&output, columns: columns)
        else { return nil }
        data = output
        sections = Self.sections(stream.integers("Index"), size)
    }

    /// Calls `body` with the number and the place of every object. False when there are fewer entries than are promised, or
    /// of an unknown type.
    func forEach(_ body: (Int, CrossReferences.Location) -> Void) -> Bool {
        var position = 0
        func field(_ width: Int) -> Int {
            defer { position += width }
            return data[position..<position + width].reduce(0) { $0 << 8 | Int($1) }
        }
        let width = widths.reduce(0, +)
        for (first, count) in sections {
            guard count <= (data.count - position) / width else { return false }
            for number in first..<first + count {
                let type = widths[0] == 0 ? 1 : field(widths[0])
                let (second, third) = (field(widths[1]), field(widths[2]))
                switch type {
                case 0: body(number, .free)
                case 1: body(number, .byte(second, generation: third))
                case 2: body(number, .stream(second, index: third))
                default: return false
                }
            }
        }
        return true
    }

    private static func sections(_ index: [Int], _ size: Int) -> [(first: Int, count: Int)] {
        guard index.count > 1 else { return [(0, size)] }
        return stride(from: 0, to: index.count - 1, by: 2).map { (index[$0], index[$0 + 1]) }
    }

    /// Bytes of a row of prediction, 0 without any; nil for one that is not usual here.
    private static func columns(_ stream: StoredObject) -> Int? {
        guard let place = stream.place(of: "DecodeParms") else { return 0 }
        guard let parameters = StoredObject(stream.bytes, at: place.lowerBound, to: place.upperBound),
            parameters.place(of: "Colors") == nil, parameters.place(of: "BitsPerComponent") == nil
        else { return nil }
        switch parameters.integer("Predictor") ?? 1 {
        case 1: return 0
        case 10...15: return parameters.integer("Columns").flatMap { (1...64).contains($0) ? $0 : nil }
        default: return nil
        }
    }

    /// Undoes the prediction of PNG (RFC 2083, 6): nothing, from the left, or from above.
    private static func unpredict(_ data: inout [UInt8], columns: Int) -> Bool {
        guard columns > 0 else { return true }
        var row = [UInt8](repeating: 0, count: columns)
        var position = 0
        var target = 0
        while position + columns < data.count {
            let type = data[position]
            guard type <= 2 else { return false }
            for column in 0..<columns {
                let value = data[position + 1 + column]
                let base = type == 0 ? 0 : type == 2 ? row[column] : column > 0 ? row[column - 1] : 0
                row[column] = value &+ base
                data[target] = row[column]
                target += 1
            }
            position += columns + 1
        }
        data.removeLast(data.count - target)
        return true
    }
}

/// A document that a test writes object by object (ISO 32000-1, 7.5), in either of the two forms that cross-references have.
struct WrittenDocument {
    /// How objects are found.
    enum Form: CaseIterable { case table, stream }

    private(set) var bytes = Array("%PDF-1.5\n".utf8)
    private let form: Form
    private var previous: Int?
    private var places: [Int: [Int]] = [:]
    private var highest = 0

    init(_ form: Form) { self.form = form }

    /// Adds an object; `keys` of a stream come without its length and filter.
    mutating func add(_ number: Int, _ text: String) {
        begin(number, entry: [1, bytes.count, 0])
        bytes += "\(text)\nendobj\n".utf8
    }

    mutating func add(
        _ number: Int, keys: String = "", packing data: [UInt8], length: String? = nil, damaged: Bool = false
    ) {
        begin(number, entry: [1, bytes.count, 0])
        var packed = Self.packed(data)
        if damaged { packed[packed.count - 1] ^= 1 }
        bytes += "<<\(keys)/Length \(length ?? String(packed.count))/Filter/FlateDecode>>stream\r\n".utf8 + packed
        bytes += "\nendstream\nendobj\n".utf8
    }

    /// Adds an object stream of `objects`. Only for cross-references in streams.
    mutating func add(_ number: Int, holding objects: [(number: Int, text: String)]) {
        var (head, body) = ("", "")
        for (index, object) in objects.enumerated() {
            head += "\(object.number) \(body.utf8.count) "
            body += object.text + " "
            places[object.number] = [2, number, index]
            highest = max(highest, object.number)
        }
        let keys = "/Type/ObjStm/N \(objects.count)/First \(head.utf8.count)"
        add(number, keys: keys, packing: Array((head + body).utf8))
    }

    /// Deletes an object.
    mutating func free(_ number: Int) { places[number] = [0, 0, 1] }

    /// Ends the document or an update of it, after which objects may be added again.
    mutating func end(_ keys: String = "") {
        let number = highest + 1
        if form == .stream { begin(number, entry: [1, bytes.count, 0]) }
        let entries = places.sorted { $0.key < $1.key }
        var start = bytes.count
        let trailer = "/Root 1 0 R/Size \(highest + 1)\(keys)" + (previous.map { "/Prev \($0)" } ?? "")
        switch form {
        case .table:
            bytes += "xref\n0 1\n0000000000 65535 f \n".utf8
            for (number, entry) in entries {
                let offset = String(String(10_000_000_000 + entry[1]).dropFirst())
                bytes += "\(number) 1\n\(offset) 0000\(entry[2]) \(entry[0] == 1 ? "n" : "f") \n".utf8
            }
            bytes += "trailer\n<<\(trailer)>>\n".utf8
        case .stream:
            start = places[number]?[1] ?? 0
            let rows = Self.predicted(
                entries.map { entry in
                    [
                        entry.value[0], entry.value[1] >> 16, entry.value[1] >> 8 & 255, entry.value[1] & 255,
                        entry.value[2],
                    ]
                    .map { UInt8($0) }
                })
            let packed = Self.packed(rows)
            let index = entries.map { "\($0.key) 1" }.joined(separator: " ")
            bytes += "<</Type/XRef/W[1 3 1]/Index[\(index)]/DecodeParms<</Predictor 12/Columns 5>>\(trailer)".utf8
            bytes += "/Filter/FlateDecode/Length \(packed.count)>>stream\n".utf8 + packed + "\nendstream\nendobj\n".utf8
        }
        bytes += "startxref\n\(start)\n%%EOF\n".utf8
        previous = start
        places = [:]
    }

    private mutating func begin(_ number: Int, entry: [Int]) {
        places[number] = entry
        highest = max(highest, number)
        bytes += "\(number) 0 obj\n".utf8
    }

    /// `data` as zlib packs what it cannot make smaller (RFC 1950, RFC 1951 3.2.4).
    static func packed(_ data: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            packed += [rest.isEmpty ? 1 : 0, UInt8(length & 255), UInt8(length >> 8)]
            packed += [UInt8(~length & 255), UInt8(~length >> 8)] + block
        } while !rest.isEmpty
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in data {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return packed + [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
    }

    /// Rows as PNG's prediction has them: from the left and from above in turn (RFC 2083, 6).
    private static func predicted(_ rows: [[UInt8]]) -> [UInt8] {
        var above = [UInt8](repeating: 0, count: rows.first?.count ?? 0)
        return rows.enumerated().flatMap { number, row -> [UInt8] in
            defer { above = row }
            let isLeft = number % 3 == 1
            let base = number % 3 == 2 ? above.map { _ in 0 } : isLeft ? [0] + row.dropLast() : above
            return [number % 3 == 2 ? 0 : isLeft ? 1 : 2] + zip(row, base).map { $0 &- $1 }
        }
    }
}

extension WrittenDocument {
    /// A document of `pages` pages that say which they are; `padding` bytes on each are said to nobody.
    static func pages(_ pages: Int, form: Form, padding: Int = 8000) -> WrittenDocument {
        var document = WrittenDocument(form)
        let kids = (0..<pages).map { "\(10 + 2 * $0) 0 R" }.joined(separator: " ")
        let shared: [(number: Int, text: String)] = [
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Type/Pages/Count \(pages)/Kids[\(kids)]/Resources 3 0 R/MediaBox[0 0 300 200]>>"),
            (3, "<</Font<</F 4 0 R>>>>"),
            (4, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding 5 0 R>>"),
            (5, "<</Type/Encoding/Differences[65/B/A (not \\) a name) <41>]>>"),
        ]
        switch form {
        case .table: for object in shared { document.add(object.number, object.text) }
        case .stream: document.add(6, holding: shared)
        }
        for page in 0..<pages {
            document.add(10 + 2 * page, "<</Type/Page/Parent 2 0 R/Contents \(11 + 2 * page) 0 R>>")
            document.add(11 + 2 * page, packing: content("PAGE \(page)", padding: padding))
        }
        return document
    }

    /// A document of twelve such pages, ended.
    static func whole(_ form: Form) -> WrittenDocument {
        var document = pages(12, form: form)
        document.end()
        return document
    }

    /// What a page draws to say `text`.
    static func content(_ text: String, padding: Int = 8000) -> [UInt8] {
        Array("BT /F 20 Tf 20 100 Td (\(text)) Tj ET\n%".utf8) + [UInt8](repeating: 0x78, count: padding) + [0x0A]
    }
}

/// A document with an update behind it (ISO 32000-1, 7.5.6), while that is being written.
struct DocumentUpdate: ~Copyable {
    private let references: CrossReferences
    private let originalCount: Int
    private var bytes: [UInt8]
    /// Numbers of streams that were written anew, and where.
    private var replaced: [(number: Int, generation: Int, position: Int)] = []
    /// Numbers of the objects that go into the object stream, and where each begins in `shared`.
    private var sharedPlaces: [(number: Int, position: Int)] = []
    private var shared: [UInt8] = []
    /// How many bytes were unpacked, also in vain.
    private var unpackedCount = 0

    /// Fewer bytes than that are not worth another document.
    private static let least = 64 << 10

    init(of original: UnsafeRawBufferPointer, references: CrossReferences) {
        self.references = references
        originalCount = original.count
        bytes = []
        bytes.reserveCapacity(3 * original.count)
        bytes.append(contentsOf: original)
        bytes.append(0x0A)
    }

    /// Whether there is too much to go on.
    var isFull: Bool { max(unpackedCount, count) >= UnpackingLimits.unpackedBytes }

    /// How many bytes were added.
    private var count: Int { bytes.count - originalCount + shared.count }

    /// Writes `stream` anew with its data unpacked. Where they are damaged it stays as it is: what Poppler makes of them
    /// counts.
    mutating func replace(
        _ number: Int, _ stream: StoredObject, packed: UnsafeRawBufferPointer, by inflation: borrowing Inflation
    ) {
        var data: [UInt8] = []
        let isWhole = inflation.unpack(packed, to: &data, limit: max(0, UnpackingLimits.unpackedBytes - unpackedCount))
        unpackedCount += data.count
        guard isWhole else { return }
        replaced.append((number, stream.generation, bytes.count))
        bytes += "\(number) \(stream.generation) obj\n<<".utf8
        for (key, value) in stream.entries {
            let name = UnsafeRawBufferPointer(rebasing: stream.bytes[key])
            if name.elementsEqual("Filter".utf8) || name.elementsEqual("Length".utf8) { continue }
            bytes.append(UInt8(ascii: "/"))
            bytes.append(contentsOf: name)
            bytes.append(0x20)
            bytes.append(contentsOf: stream.bytes[value])
        }
        bytes += "/Length \(data.count)>>stream\n".utf8
        bytes += data
        bytes += "\nendstream endobj\n".utf8
    }

    /// Puts `object` into the object stream.
    mutating func share(_ object: StoredObject, number: Int) {
        sharedPlaces.append((number, shared.count))
        shared.append(contentsOf: object.bytes[object.value])
        shared.append(0x0A)
    }

    /// Ends the update: all bytes, or nil when too few were unpacked to matter.
    consuming func finish() -> [UInt8]? {
        guard count >= Self.least else { return nil }
        let (container, section) = (references.count, references.count + 1)
        var places = replaced.map { number, generation, position in
            (number, CrossReferences.Location.byte(position, generation: generation))
        }
        if !sharedPlaces.isEmpty {
            places.append((container, .byte(bytes.count, generation: 0)))
            let header = sharedPlaces.map { "\($0.number) \($0.position) " }.joined()
            bytes += "\(container) 0 obj\n<</Type/ObjStm/N \(sharedPlaces.count)/First \(header.utf8.count)".utf8
            bytes += "/Length \(header.utf8.count + shared.count)>>stream\n".utf8
            bytes += header.utf8
            bytes += shared
            bytes += "\nendstream endobj\n".utf8
        }
        let inside = sharedPlaces.enumerated().map { index, object in
            (object.number, CrossReferences.Location.stream(container, index: index))
        }
        let keys = "/Size \(section + 1)/Root \(references.root) 0 R/Prev \(references.start)"
        // What is missing in a document without cross-reference streams makes Poppler repair it: it stays such a one.
        let start: Int
        if references.isTable {
            let stream = bytes.count
            writeStream(inside, number: section, keys: "/Size \(section + 1)")
            start = bytes.count
            bytes += "xref\n".utf8
            for (number, place) in places.sorted(by: { $0.0 < $1.0 }) {
                guard case .byte(let position, let generation) = place else { continue }
                bytes += "\(number) 1\n\(padded(position, to: 10)) \(padded(generation, to: 5)) n \n".utf8
            }
            bytes += "trailer\n<<\(keys)\(inside.isEmpty ? "" : "/XRefStm \(stream)")>>\n".utf8
        } else {
            start = bytes.count
            writeStream(places + inside + [(section, .byte(start, generation: 0))], number: section, keys: keys)
        }
        bytes += "startxref\n\(start)\n%%EOF\n".utf8
        return bytes
    }

    /// Writes a cross-reference stream (7.5.8).
    private mutating func writeStream(_ places: [(Int, CrossReferences.Location)], number: Int, keys: String) {
        let sorted = places.sorted { $0.0 < $1.0 }
        var entries: [UInt8] = []
        func append(_ type: UInt8, _ second: Int, _ third: Int) {
            entries.append(type)
            for shift in [24, 16, 8, 0] { entries.append(UInt8(truncatingIfNeeded: second >> shift)) }
            for shift in [16, 8, 0] { entries.append(UInt8(truncatingIfNeeded: third >> shift)) }
        }
        for (_, place) in sorted {
            switch place {
            case .byte(let position, let generation): append(1, position, generation)
            case .stream(let container, let index): append(2, container, index)
            case .free: append(0, 0, 0)
            }
        }
        let index = sorted.map { "\($0.0) 1" }.joined(separator: " ")
        bytes += "\(number) 0 obj\n<</Type/XRef\(keys)/W[1 4 3]/Index[\(index)]/Length \(entries.count)>>stream\n".utf8
        bytes += entries
        bytes += "\nendstream endobj\n".utf8
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// The objects of a document, by their numbers. Its object streams are unpacked when something in them is asked for
/// (ISO 32000-1, 7.5.7).
struct StoredObjects: ~Copyable {
    let references: CrossReferences
    let inflation: Inflation
    private let bytes: UnsafeRawBufferPointer
    private var streams: [Int: ObjectStream?] = [:]
    /// Bytes that object streams may still take.
    private var room = UnpackingLimits.unpackedBytes
    /// Bytes that may still be looked at: objects can be written so that they overlap.
    private var patience = 2 * UnpackingLimits.unpackedBytes

    /// The objects in `bytes`, which live longer than this does. Nil as `CrossReferences.init`.
    init?(of bytes: UnsafeRawBufferPointer) {
        guard let inflation = Inflation(), let references = CrossReferences(of: bytes, inflation: inflation) else {
            return nil
        }
        self.references = references
        self.inflation = inflation
        self.bytes = bytes
    }

    /// The object `number`; nil when there is none, when it is not written as it should be, or when too much has been
    /// looked at.
    mutating func object(_ number: Int) -> StoredObject? {
        guard patience > 0 else { return nil }
        let found: StoredObject?
        switch references[number] {
        case .byte(let position, let generation):
            found = StoredObject(bytes, number: number, generation: generation, at: position)
        case .stream(let container, let index): found = stream(container)?.object(number, at: index)
        case .free, nil: return nil
        }
        patience -= found?.value.count ?? UnpackingLimits.objectBytes
        return found
    }

    /// The data of a stream as Flate alone has packed them; nil when they are not where its dictionary says, or packed
    /// otherwise or not at all.
    mutating func packedData(of stream: StoredObject) -> UnsafeRawBufferPointer? {
        guard let filter = stream.place(of: "Filter"), stream.place(of: "DecodeParms") == nil else { return nil }
        guard stream.isName(filter, "FlateDecode") || stream.isOnlyName(filter, "FlateDecode") else { return nil }
        return data(of: stream)
    }

    private mutating func data(of stream: StoredObject) -> UnsafeRawBufferPointer? {
        guard let start = stream.dataStart, stream.place(of: "F") == nil, let length = length(of: stream),
            start + length <= bytes.count
        else { return nil }
        var syntax = ObjectSyntax(bytes, in: start + length..<bytes.count)
        guard syntax.skip("endstream") else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
    }

    private mutating func length(of stream: StoredObject) -> Int? {
        switch stream.number("Length") {
        case .integer(let length): return length
        case .reference(let number):
            guard let object = object(number) else { return nil }
            var syntax = ObjectSyntax(object.bytes, in: object.value)
            if case .integer(let length)? = syntax.number() { return length }
            return nil
        case nil: return nil
        }
    }

    private mutating func stream(_ number: Int) -> ObjectStream? {
        if let known = streams[number] { return known }
        var found: ObjectStream?
        if case .byte(let position, let generation) = references[number],
            let stream = StoredObject(bytes, number: number, generation: generation, at: position),
            stream.has("Type", "ObjStm")
        {
            var data: [UInt8] = []
            if stream.place(of: "Filter") == nil, let plain = self.data(of: stream), plain.count <= room {
                data = Array(plain)
                found = ObjectStream(data, of: stream)
            } else if let packed = packedData(of: stream), inflation.unpack(packed, to: &data, limit: room) {
                found = ObjectStream(data, of: stream)
            }
            room -= data.count
        }
        streams[number] = .some(found)
        return found
    }
}

/// What an object stream holds.
private final class ObjectStream {
    private let data: UnsafeRawBufferPointer
    private var places: [(number: Int, position: Int)] = []

    init?(_ data: [UInt8], of stream: StoredObject) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count, alignment: 16)
        copy.copyBytes(from: data)
        self.data = UnsafeRawBufferPointer(copy)
        guard let count = stream.integer("N"), let first = stream.integer("First"), first <= data.count,
            count <= data.count
        else { return nil }
        var syntax = ObjectSyntax(self.data, in: 0..<first)
        for _ in 0..<count {
            guard case .integer(let number)? = syntax.number(), case .integer(let offset)? = syntax.number() else {
                return nil
            }
            places.append((number, first + offset))
        }
    }

    deinit { data.deallocate() }

    func object(_ number: Int, at index: Int) -> StoredObject? {
        guard places.indices.contains(index), places[index].number == number, places[index].position < data.count else {
            return nil
        }
        let next = index + 1 < places.count ? places[index + 1].position : data.count
        return StoredObject(data, at: places[index].position, to: next)
    }
}

extension StoredObject {
    /// Whether an array of `name` alone stands at `place`.
    fileprivate func isOnlyName(_ place: Range<Int>, _ name: StaticString) -> Bool {
        var syntax = ObjectSyntax(bytes, in: place)
        return syntax.skip("[") && syntax.skip("/") && syntax.skip(name) && syntax.skip("]")
    }
}

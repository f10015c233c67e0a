/// The page tree of a damaged document (ISO 32000-1, 7.7.3), read from its bytes.
///
/// Poppler leaves out a page whose object is missing, so that all behind it move up. This tells which are missing, so that
/// every page keeps the number it has in the tree.
struct PageTree {
    /// For each page of the tree, in order, whether its object is there.
    private(set) var isPresent: [Bool] = []
    /// Levels of a tree: a balanced one has three or four.
    private static let deepest = 64

    private let bytes: UnsafeRawBufferPointer
    private let places: [Int: Int]
    private var nodes: Set<Int> = []

    /// The tree in `bytes` that has `pages` pages, `present` of which are there; nil when no such tree can be read, as where
    /// it lies in compressed streams.
    static func pages(in bytes: UnsafeRawBufferPointer, count: Int, present: Int) -> [Bool]? {
        let places = ObjectPlaces.find(in: bytes) { _ in true }
        var position = 0
        var tried: Set<Int> = []
        while let found = bytes.place(of: "/Pages", from: position) {
            position = found + 6
            guard let root = bytes.reference(at: &position, to: bytes.count), tried.insert(root).inserted else {
                continue
            }
            var tree = PageTree(bytes: bytes, places: places)
            guard tree.add(node: root), tree.isPresent.count == count, tree.isPresent.count(where: \.self) == present
            else { continue }
            return tree.isPresent
        }
        return nil
    }

    private init(bytes: UnsafeRawBufferPointer, places: [Int: Int]) {
        self.bytes = bytes
        self.places = places
    }

    /// Adds the pages below `node`, or the page that it is; false when the tree cannot be followed.
    private mutating func add(node: Int, depth: Int = 0) -> Bool {
        guard isPresent.count < DocumentLimits.pages, depth < Self.deepest, nodes.insert(node).inserted else {
            return false
        }
        guard let place = places[node], let end = bytes.place(of: "endobj", from: place), isDictionary(place) else {
            isPresent.append(false)
            return true
        }
        guard let kids = bytes.place(of: "/Kids", from: place, to: end) else {
            isPresent.append(true)
            return true
        }
        var position = kids + 5
        while position < end, bytes.isSpace(position) { position += 1 }
        guard position < end, bytes[position] == UInt8(ascii: "[") else { return false }
        position += 1
        while let kid = bytes.reference(at: &position, to: end) {
            guard add(node: kid, depth: depth + 1) else { return false }
        }
        return true
    }

    private func isDictionary(_ place: Int) -> Bool {
        var place = place
        while place < bytes.count, bytes.isSpace(place) { place += 1 }
        return place + 1 < bytes.count && bytes[place] == UInt8(ascii: "<") && bytes[place + 1] == UInt8(ascii: "<")
    }
}

/// Writes a document anew so that many of its pages are read in half the time: an update of it (ISO 32000-1, 7.5.6), which
/// leaves all that was there where it was and says nothing else.
///
/// - What pages draw, and what is not a picture or an outline font among their resources, is unpacked once by zlib. Poppler
///   unpacks it bit by bit, and does so for each page again.
/// - Fonts, encodings, widths and all else in the resources of pages that is no stream lies in one object stream. Poppler
///   parses objects anew whenever a page refers to them, but for those in the object streams that it used last.
///
/// qpdf's library can write a document like this as well. It takes half as long for that as Poppler then saves, about ten
/// times as long as this, since it parses and writes every object there is.
struct UnpackedDocument: ~Copyable {
    private var objects: StoredObjects
    private var update: DocumentUpdate
    private var seen: Set<Int> = []
    private var waiting: [(number: Int, role: Role)] = []

    /// What an object is to a page.
    private enum Role { case node, content, resource }

    /// The document in `bytes` with its update. Nil when it would gain little or take too much memory, and when its structure
    /// is damaged in any way or encrypted: such a document is left to Poppler as it is.
    static func make(of bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.count <= UnpackingLimits.documentBytes, let objects = StoredObjects(of: bytes) else { return nil }
        let update = DocumentUpdate(of: bytes, references: objects.references)
        var document = UnpackedDocument(objects: objects, update: update)
        return document.walk() ? document.update.finish() : nil
    }

    private init(objects: consuming StoredObjects, update: consuming DocumentUpdate) {
        self.objects = objects
        self.update = update
    }

    /// Follows the page tree and what its pages name. False when a page cannot be found or too much has been.
    private mutating func walk() -> Bool {
        guard let catalogue = objects.object(objects.references.root), catalogue.dataStart == nil,
            case .reference(let pages)? = catalogue.number("Pages")
        else { return false }
        wait(for: [pages], as: .node)
        while let (number, role) = waiting.popLast() {
            guard seen.count <= UnpackingLimits.objects, !update.isFull else {
                return false
            }
            guard let object = objects.object(number) else {
                if role == .node { return false }
                continue
            }
            switch role {
            case .node: follow(node: object)
            case .content:
                if object.dataStart == nil {
                    wait(for: object.references(), as: .content)
                } else {
                    unpack(number, object)
                }
            case .resource: follow(resource: object, number)
            }
        }
        return true
    }

    private mutating func wait(for numbers: [Int], as role: Role) {
        for number in numbers where seen.insert(number).inserted { waiting.append((number, role)) }
    }

    /// Follows a page, or the node of a tree of pages.
    private mutating func follow(node: StoredObject) {
        if let kids = node.place(of: "Kids") { wait(for: node.references(in: kids), as: .node) }
        if let contents = node.place(of: "Contents") { wait(for: node.references(in: contents), as: .content) }
        if let resources = node.place(of: "Resources") { wait(for: node.references(in: resources), as: .resource) }
    }

    private mutating func follow(resource: StoredObject, _ number: Int) {
        guard resource.dataStart != nil else {
            // Resources do not lead back to the pages, unless the document is made to.
            if let type = resource.place(of: "Type"), resource.isName(type, "Page") || resource.isName(type, "Pages") {
                return
            }
            // A number may be the length of a stream, which must not lie in one (7.5.7).
            if resource.generation == 0, resource.isCompound { update.share(resource, number: number) }
            return wait(for: resource.references(), as: .resource)
        }
        guard !resource.has("Subtype", "Image") else { return }
        wait(for: resource.references(), as: .resource)
        // Of these Poppler looks at the first bytes alone, to know what they are.
        let isOutlineFont = resource.place(of: "Length1") != nil && resource.place(of: "Length2") == nil
        guard !isOutlineFont, !resource.has("Subtype", "CIDFontType0C"), !resource.has("Subtype", "OpenType") else {
            return
        }
        unpack(number, resource)
    }

    private mutating func unpack(_ number: Int, _ stream: StoredObject) {
        guard let packed = objects.packedData(of: stream) else { return }
        update.replace(number, stream, packed: packed, by: objects.inflation)
    }
}

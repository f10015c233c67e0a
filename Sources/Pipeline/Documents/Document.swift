internal import CPoppler

/// The sole owner of a `PopplerDocument`. Used by one task at a time: Poppler locks a document, but not all that it keeps
/// of it, so every worker opens one of its own over the same bytes, which costs a millisecond.
struct Document: ~Copyable, @unchecked Sendable {  // sole owner of its handle
    let handle: OpaquePointer
    /// What it was opened over.
    let bytes: DocumentBytes
    /// How many pages there are, at least one.
    let pageCount: Int
    /// Where Poppler has each page, from 0; nil for one whose object is missing. Empty when all are where they should be.
    private var places: [Int?] = []

    /// Opens a document over `bytes`, with the password of its owner or its user if it has one. Damaged cross-references
    /// are repaired. Throws `corrupt` for what is no document or has no pages, `passwordRequired` or `wrongPassword`,
    /// `limitExceeded` for more pages than `DocumentLimits.pages`.
    static func open(_ bytes: DocumentBytes, password: String? = nil) throws(MediaError) -> Document {
        Poppler.prepare
        let handle = if let password { try opened(bytes, password: password) } else { try opened(bytes) }
        let count = Int(poppler_document_get_n_pages(handle))
        var document = Document(handle: handle, bytes: bytes, pageCount: count)
        guard count > 0 else { throw MediaError(.corrupt, "poppler_document_get_n_pages", "the document has no pages") }
        guard count <= DocumentLimits.pages else {
            throw MediaError(.limitExceeded, "poppler_document_get_n_pages", "the document has \(count) pages")
        }
        document.findMissingPages()
        return document
    }

    /// A handle of page `number`, from 1, which the caller releases; nil when there is none.
    func page(_ number: Int) -> OpaquePointer? {
        guard (1...pageCount).contains(number) else { return nil }
        guard !places.isEmpty else { return poppler_document_get_page(handle, Int32(number - 1)) }
        return places[number - 1].flatMap { poppler_document_get_page(handle, Int32($0)) }
    }

    /// The same document, written anew to be read faster (`UnpackedDocument`); nil when it is not worth that.
    func unpacked() -> Document? {
        guard places.isEmpty, let made = bytes.withBytes(UnpackedDocument.make(of:)),
            let document = try? Document.open(DocumentBytes(made, of: bytes)), document.pageCount == pageCount
        else { return nil }
        return document
    }

    private func has(_ place: Int) -> Bool {
        guard let page = poppler_document_get_page(handle, Int32(place)) else { return false }
        g_object_unref(UnsafeMutableRawPointer(page))
        return true
    }

    /// Finds out which pages are missing, where there is no last one.
    private mutating func findMissingPages() {
        guard !has(pageCount - 1) else { return }
        var (present, absent) = (0, pageCount - 1)
        while present < absent {
            let middle = (present + absent) / 2
            if has(middle) { present = middle + 1 } else { absent = middle }
        }
        guard let isPresent = bytes.withBytes({ PageTree.pages(in: $0, count: pageCount, present: present) }) else {
            return
        }
        var next = 0
        for isThere in isPresent {
            places.append(isThere ? next : nil)
            if isThere { next += 1 }
        }
    }

    private init(handle: OpaquePointer, bytes: DocumentBytes, pageCount: Int) {
        self.handle = handle
        self.bytes = bytes
        self.pageCount = pageCount
        NativeLedger.documents.add(1)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(handle))
        NativeLedger.documents.add(-1)
    }

    private static func opened(_ bytes: DocumentBytes) throws(MediaError) -> OpaquePointer {
        var failure: UnsafeMutablePointer<GError>?
        if let handle = poppler_document_new_from_bytes(bytes.handle, nil, &failure) { return handle }
        throw Poppler.error(failure, "poppler_document_new_from_bytes", hadPassword: false)
    }

    /// Opens through a stream: Poppler tries a refused password once more in another encoding, and with plain bytes it
    /// crashes then, since it cannot copy their stream.
    private static func opened(_ bytes: DocumentBytes, password: String) throws(MediaError) -> OpaquePointer {
        guard let stream = g_memory_input_stream_new_from_bytes(bytes.handle) else {
            throw MediaError(.engine, "g_memory_input_stream_new_from_bytes", "no stream")
        }
        defer { g_object_unref(UnsafeMutableRawPointer(stream)) }
        var failure: UnsafeMutablePointer<GError>?
        let length = goffset(bytes.count)
        if let handle = poppler_document_new_from_stream(stream, length, password, nil, &failure) { return handle }
        throw Poppler.error(failure, "poppler_document_new_from_stream", hadPassword: true)
    }
}

/// A document that is open in this process, and the searchable one that is being made of it, if any.
struct LocalWorker: ~Copyable {
    private(set) var document: Document
    private var redrawn: SearchableDocument?
    /// Pages whose text was read, until the document is written anew to be read faster.
    private var readPages = 0

    init(document: consuming Document) { self.document = document }

    /// As `PageWorker.perform`.
    mutating func perform(_ task: PageTask, page number: Int) throws -> Result<PageResult, MediaError> {
        unpackIfReadOften(task)
        do {
            return .success(try document.perform(task, page: number))
        } catch let error as MediaError where error.code != .cancelled {
            return .failure(error)
        }
    }

    /// Writing a document anew costs what some pages of it gain.
    private mutating func unpackIfReadOften(_ task: PageTask) {
        switch task {
        case .text, .judge: readPages += 1
        case .measure, .render: return
        }
        let (some, share) = DocumentLimits.packedPages
        guard readPages == some + document.pageCount / share + 1, redrawn == nil else { return }
        if let unpacked = document.unpacked() { document = unpacked }
    }

    /// As `PageWorker.redraw`.
    mutating func redraw(page number: Int, words: [TextWord]) throws(MediaError) {
        let target = if let begun = redrawn.take() { begun } else { try SearchableDocument(of: document) }
        try target.add(try Page.open(number, of: document), words: words)
        redrawn = consume target
    }

    /// As `PageWorker.finishRedrawing`.
    mutating func finishRedrawing() throws(MediaError) -> [UInt8] {
        guard let redrawn = redrawn.take() else {
            throw MediaError(.invalidRequest, "SearchableDocument", "a document has at least one page")
        }
        return try redrawn.finish()
    }
}

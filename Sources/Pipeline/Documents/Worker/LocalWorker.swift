/// A document that is open in this process, and the searchable one that is being made of it, if any.
struct LocalWorker: ~Copyable {
    let document: Document
    private var redrawn: SearchableDocument?

    init(document: consuming Document) { self.document = document }

    /// As `PageWorker.perform`.
    func perform(_ task: PageTask, page number: Int) throws -> Result<PageResult, MediaError> {
        do {
            return .success(try document.perform(task, page: number))
        } catch let error as MediaError where error.code != .cancelled {
            return .failure(error)
        }
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

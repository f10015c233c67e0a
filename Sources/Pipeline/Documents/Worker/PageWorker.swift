/// Works on the pages of one document, one at a time, in this process or in another.
struct PageWorker: ~Copyable {
    /// How many pages the document has.
    let pageCount: Int
    private var local: LocalWorker?
    private var remote: RemoteWorker?

    init(_ local: consuming LocalWorker) {
        pageCount = local.document.pageCount
        self.local = consume local
        remote = nil
    }

    init(_ remote: consuming RemoteWorker) {
        pageCount = remote.pageCount
        self.remote = consume remote
        local = nil
    }

    /// Does `task` with page `number`. What is wrong with the page is a result: damage, a crash, too much time. Throws only
    /// when the work is given up or cannot be done for any page.
    mutating func perform(_ task: PageTask, page number: Int) throws -> Result<PageResult, MediaError> {
        try Task.checkCancellation()
        if let result = try local?.perform(task, page: number) { return result }
        if let result = try remote?.perform(task, page: number) { return result }
        throw MediaError(.engine, "PageWorker", "no worker")
    }

    /// Draws page `number` as the next page of a searchable document, with `words` on it. Throws what is wrong with the page,
    /// after which that document is lost.
    mutating func redraw(page number: Int, words: [TextWord]) throws {
        try Task.checkCancellation()
        try local?.redraw(page: number, words: words)
        try remote?.redraw(page: number, words: words)
    }

    /// The searchable document, which ends with the last page that was redrawn.
    mutating func finishRedrawing() throws -> [UInt8] {
        try Task.checkCancellation()
        if let bytes = try local?.finishRedrawing() { return bytes }
        if let bytes = try remote?.finishRedrawing() { return bytes }
        throw MediaError(.engine, "PageWorker", "no worker")
    }
}

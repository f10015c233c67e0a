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
}

/// A document that is open in this process.
struct LocalWorker: ~Copyable {
    let document: Document

    init(document: consuming Document) { self.document = document }

    func perform(_ task: PageTask, page number: Int) throws -> Result<PageResult, MediaError> {
        do {
            return .success(try document.perform(task, page: number))
        } catch let error as MediaError where error.code != .cancelled {
            return .failure(error)
        }
    }
}

/// A document that has been opened once, so that it is known to open, and can be opened by any number of workers.
struct DocumentFile: Sendable {
    /// How many pages it has.
    let pageCount: Int
    private let bytes: DocumentBytes
    private let password: String?

    /// Reads and opens `source`. Throws what `Document.open` throws.
    init(_ source: some ByteSource, password: String?) throws(MediaError) {
        bytes = try DocumentBytes(source)
        self.password = password
        pageCount = try Document.open(bytes, password: password).pageCount
    }

    /// A worker with a handle of its own.
    func worker() throws(MediaError) -> PageWorker {
        PageWorker(document: try Document.open(bytes, password: password))
    }
}

/// Works on pages one at a time, on the thread that calls.
struct PageWorker: ~Copyable {
    let document: Document

    init(document: consuming Document) { self.document = document }

    /// Does `task` with page `number`. What is wrong with the page is a result; throws only when the work is given up.
    func perform(_ task: PageTask, page number: Int) async throws -> Result<PageResult, MediaError> {
        try Task.checkCancellation()
        do {
            return .success(try document.perform(task, page: number))
        } catch let error as MediaError where error.code != .cancelled {
            return .failure(error)
        }
    }
}

/// A document in memory that any number of workers may open.
struct DocumentFile: Sendable {
    private let bytes: DocumentBytes
    private let password: String?
    private let pool: WorkerPool?

    /// Reads `source`; pages are worked on by processes of `pool`, in this process when nil.
    init(_ source: some ByteSource, password: String?, pool: WorkerPool?) throws(MediaError) {
        bytes = try DocumentBytes(source)
        self.password = password
        self.pool = pool
    }

    /// The same document, with another password.
    init(_ file: DocumentFile, password: String?) {
        (bytes, pool) = (file.bytes, file.pool)
        self.password = password
    }

    /// A worker with a handle of its own. Throws what `Document.open` throws.
    func worker() throws -> PageWorker {
        guard let pool else { return PageWorker(LocalWorker(document: try Document.open(bytes, password: password))) }
        var worker = RemoteWorker(pool: pool, bytes: bytes, password: password)
        try worker.open()
        return PageWorker(worker)
    }
}

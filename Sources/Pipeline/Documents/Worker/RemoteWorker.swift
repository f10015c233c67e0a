/// A document that is open in a worker process. When the process hangs or crashes it is replaced for the next page.
struct RemoteWorker: ~Copyable {
    private let pool: WorkerPool
    private let bytes: DocumentBytes
    private let password: String?
    private var process: WorkerProcess?
    /// How many pages there are; 0 before it is open.
    private(set) var pageCount = 0

    init(pool: WorkerPool, bytes: DocumentBytes, password: String?) {
        self.pool = pool
        self.bytes = bytes
        self.password = password
    }

    deinit { if let process, bytes.count <= DocumentLimits.keptBytes { pool.give(process) } }

    /// Opens the document in a process. Throws what `Document.open` throws, `corrupt` when that crashes, `timedOut`.
    mutating func open() throws(MediaError) {
        let process = try pool.take()
        switch try outcome({ () throws(MediaError) in
            try process.open(bytes, password: password, within: pool.pageTime)
        }) {
        case .success(let pages):
            pageCount = pages
            self.process = consume process
        case .failure(let error): throw error
        }
    }

    /// Does `task` with page `number`, as `PageWorker.perform`.
    mutating func perform(_ task: PageTask, page number: Int) throws(MediaError) -> Result<PageResult, MediaError> {
        if process == nil { try open() }
        let limit = pool.pageTime
        return try ask { (process) throws(MediaError) in try process.perform(task, page: number, within: limit) }
    }

    /// As `PageWorker.redraw`. Throws `timedOut`, and `corrupt` when the process crashes.
    mutating func redraw(page number: Int, words: [TextWord]) throws(MediaError) {
        let limit = pool.pageTime
        try ask { (process) throws(MediaError) in
            try process.redraw(page: number, words: words, within: limit)
        }.get()
    }

    /// As `PageWorker.finishRedrawing`.
    mutating func finishRedrawing() throws(MediaError) -> [UInt8] {
        let limit = pool.pageTime
        return try ask { (process) throws(MediaError) in try process.finishRedrawing(within: limit) }.get()
    }

    /// Asks the process, which is killed when it does not answer.
    private mutating func ask<Success>(
        _ question: (borrowing WorkerProcess) throws(MediaError) -> Result<Success, MediaError>
    ) throws(MediaError) -> Result<Success, MediaError> {
        guard let process = process.take() else { throw MediaError(.corrupt, "RemoteWorker", "the worker has gone") }
        var isUsable = false
        let result = try outcome { () throws(MediaError) in
            let answer = try question(process)
            isUsable = true
            return answer
        }
        if isUsable { self.process = consume process }
        return result
    }

    /// What became of `work`: that the process has gone or takes too long is the file's doing.
    private func outcome<Success>(
        _ work: () throws(MediaError) -> Result<Success, MediaError>
    ) throws(MediaError) -> Result<Success, MediaError> {
        do throws(MediaError) {
            return try work()
        } catch {
            switch error.code {
            case .timedOut: return .failure(error)
            case .inputOutput:
                return .failure(MediaError(.corrupt, error.operation, "reading the document failed", cause: error))
            default: throw error
            }
        }
    }
}

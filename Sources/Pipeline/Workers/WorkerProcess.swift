internal import Foundation

/// The sole owner of a worker process; it is killed and waited for when it is released. Used by one task at a time.
struct WorkerProcess: ~Copyable {
    private let process: pid_t
    private let connection: WorkerConnection

    /// Starts `command`, a path and its arguments, with a socket as its standard input and output. Throws `engine` when it
    /// cannot be started.
    init(_ command: WorkerCommand) throws(MediaError) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw MediaError(.engine, "socketpair", String(cString: strerror(errno)))
        }
        defer { close(ends[1]) }
        let started = command.spawn(stream: ends[1])
        guard started.status == 0 else {
            close(ends[0])
            throw MediaError(.engine, "posix_spawn", String(cString: strerror(started.status)))
        }
        process = started.process
        connection = WorkerConnection(owning: ends[0])
        DocumentLedger.process(1)
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        DocumentLedger.process(-1)
    }

    /// Has it open `bytes`: the number of pages, or what `Document.open` throws. Throws as `perform`.
    func open(
        _ bytes: DocumentBytes, password: String?, within limit: Duration
    ) throws(MediaError) -> Result<Int, MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        try request(.open(password: password), patience)
        try bytes.withBytes { buffer in
            Result { () throws(MediaError) in try connection.send(buffer, patience: patience) }
        }.get()
        switch try answer(patience) {
        case .opened(let pages): return .success(pages)
        case .failed(let code, let operation, let message): return .failure(MediaError(code, operation, message))
        default: throw Self.confused
        }
    }

    /// Has it do `task`: the result, or what the work throws. Throws `inputOutput` when the process has ended, `timedOut`
    /// and `cancelled` when it did not answer in time: it must not be asked again then.
    func perform(
        _ task: PageTask, page: Int, within limit: Duration
    ) throws(MediaError) -> Result<PageResult, MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        try request(.perform(task, page: page), patience)
        switch try answer(patience) {
        case .size(let width, let height): return .success(.size(width: width, height: height))
        case .text: return .success(.text(try text(patience)))
        case .content(var content):
            content.text = try text(patience)
            return .success(.content(content))
        case .raster(let width, let height, let samples, let dots):
            return .success(.raster(try raster(width, height, samples, dots, patience)))
        case .failed(let code, let operation, let message): return .failure(MediaError(code, operation, message))
        case .opened: throw Self.confused
        }
    }

    private func request(_ request: WorkerRequest, _ patience: WorkerConnection.Patience) throws(MediaError) {
        try connection.send(request.encoded(), patience: patience)
    }

    private func answer(_ patience: WorkerConnection.Patience) throws(MediaError) -> WorkerAnswer {
        guard let bytes = try connection.receive(patience: patience) else {
            throw MediaError(.inputOutput, "read", "the worker has gone")
        }
        return try WorkerAnswer(decoding: bytes)
    }

    private func text(_ patience: WorkerConnection.Patience) throws(MediaError) -> PageText {
        guard let bytes = try connection.receive(patience: patience) else { throw Self.confused }
        return try PageTextCoding.decode(bytes)
    }

    private func raster(
        _ width: Int, _ height: Int, _ samples: Int, _ dots: Double?, _ patience: WorkerConnection.Patience
    ) throws(MediaError) -> Raster {
        guard let layout = Raster.Layout(rawValue: samples),
            let count = try connection.receiveLength(patience: patience)
        else { throw Self.confused }
        do {
            return try Raster(width: width, height: height, layout: layout, dotsPerInch: dots) { buffer in
                guard buffer.count == count else { throw Self.confused }
                try connection.receive(into: UnsafeMutableRawBufferPointer(buffer), patience: patience)
            }
        } catch {
            throw error as? MediaError ?? Self.confused
        }
    }

    private static var confused: MediaError { MediaError(.inputOutput, "WorkerProcess", "the worker answers nonsense") }
}

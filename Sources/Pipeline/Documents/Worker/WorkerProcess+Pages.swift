/// What a worker process does for documents.
extension WorkerProcess {
    /// Has it open `bytes`: the number of pages, or what `Document.open` throws. Throws as `perform`.
    func open(
        _ bytes: DocumentBytes, password: String?, within limit: Duration
    ) throws(MediaError) -> Result<Int, MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        guard let descriptor = bytes.sharedDescriptor else {
            throw MediaError(.engine, "WorkerProcess", "the document is for this process alone")
        }
        try request(.open(password: password), patience)
        try connection.send(descriptor: descriptor, patience: patience)
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
        default: throw Self.confused
        }
    }

    /// Has it draw `page` as the next of a searchable document. Throws as `perform`.
    func redraw(
        page: Int, words: [TextWord], within limit: Duration
    ) throws(MediaError) -> Result<Void, MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        try request(.redraw(page: page), patience)
        let text = PageText(lines: TextLine(words).map { [$0] } ?? [])
        try connection.send(PageTextCoding.encode(text), patience: patience)
        switch try answer(patience) {
        case .redrawn: return .success(())
        case .failed(let code, let operation, let message): return .failure(MediaError(code, operation, message))
        default: throw Self.confused
        }
    }

    /// Has it end the searchable document: its bytes. Throws as `perform`.
    func finishRedrawing(within limit: Duration) throws(MediaError) -> Result<[UInt8], MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        try request(.finishRedrawing, patience)
        switch try answer(patience) {
        case .document:
            guard let bytes = try connection.receive(patience: patience) else { throw Self.confused }
            return .success(bytes)
        case .failed(let code, let operation, let message): return .failure(MediaError(code, operation, message))
        default: throw Self.confused
        }
    }

    private func request(_ request: WorkerRequest, _ patience: WorkerConnection.Patience) throws(MediaError) {
        try connection.send(request.encoded(), about: .document, patience: patience)
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

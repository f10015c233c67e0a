/// Does work on pictures in processes of a pool. A process is killed when its work is given up, and when a picture makes it
/// crash the picture alone is lost.
struct PictureWorker {
    let pool: WorkerPool

    /// Has a process do `task` with the bytes of `source`. Throws what the work throws, `corrupt` when the picture makes the
    /// process crash, `inputOutput` when `source` cannot be read, and `cancelled`.
    func perform(_ task: PictureTask, on source: some ByteSource, _ stop: StopSignal) throws -> PictureResult {
        let process = try pool.take()
        let outcome = Result { () throws(MediaError) in
            try process.perform(task, on: source, stop, within: pool.pageTime)
        }
        switch outcome {
        case .success(let answer):
            pool.give(process)
            return try answer.get()
        case .failure(let error) where error.code == .inputOutput:
            throw stop.reason(
                of: MediaError(.corrupt, error.operation, "working on the picture failed", cause: error))
        case .failure(let error): throw error
        }
    }
}

extension WorkerProcess {
    /// Throws `inputOutput` when the process has ended, `timedOut` and `cancelled` when it did not answer in time: it must not
    /// be asked again then.
    fileprivate func perform(
        _ task: PictureTask, on source: some ByteSource, _ stop: StopSignal, within limit: Duration
    ) throws(MediaError) -> Result<PictureResult, MediaError> {
        let patience = WorkerConnection.Patience(until: .now + limit)
        let request = PictureRequest(task, bytes: Int(source.size))
        try connection.send(request.encoded(), about: .picture, patience: patience)
        try send(source, stop, patience)
        guard let bytes = try connection.receive(patience: patience) else {
            throw MediaError(.inputOutput, "read", "the worker has gone")
        }
        switch try PictureAnswer(decoding: bytes) {
        case .image(let contentType, let width, let height):
            guard let file = try connection.receive(patience: patience) else { throw Self.nonsense }
            return .success(.image(EncodedImage(bytes: file, contentType: contentType, width: width, height: height)))
        case .raster(let shape): return .success(.raster(try raster(shape, patience)))
        case .description(let description): return .success(.description(description))
        case .failed(let code, let operation, let message): return .failure(MediaError(code, operation, message))
        }
    }

    private func send(
        _ source: some ByteSource, _ stop: StopSignal, _ patience: WorkerConnection.Patience
    ) throws(MediaError) {
        var piece = [UInt8](repeating: 0, count: min(PictureRequest.piece, Int(source.size)))
        var offset: Int64 = 0
        while offset < source.size {
            try stop.check("PictureWorker")
            let count = try piece.withUnsafeMutableBytes { buffer in
                Result { () throws(MediaError) in try read(source, at: offset, into: buffer, stop) }
            }.get()
            try piece.withUnsafeBytes { buffer in
                Result { () throws(MediaError) in
                    try connection.send(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)), patience: patience)
                }
            }.get()
            offset += Int64(count)
        }
    }

    private func read(
        _ source: some ByteSource, at offset: Int64, into buffer: UnsafeMutableRawBufferPointer, _ stop: StopSignal
    ) throws(MediaError) -> Int {
        do throws(MediaError) {
            let count = try source.read(into: buffer, at: offset)
            guard count > 0 else { throw MediaError(.inputOutput, "read", "the file ended early") }
            return count
        } catch {
            stop.readFailed(error)
            throw error
        }
    }

    private func raster(
        _ shape: RasterShape, _ patience: WorkerConnection.Patience
    ) throws(MediaError) -> Raster {
        guard let count = try connection.receiveLength(patience: patience) else { throw Self.nonsense }
        do {
            return try shape.raster { buffer in
                guard buffer.count == count else { throw Self.nonsense }
                try connection.receive(into: buffer, patience: patience)
            }
        } catch {
            throw error as? MediaError ?? Self.nonsense
        }
    }

    private static var nonsense: MediaError { MediaError(.inputOutput, "PictureWorker", "the worker answers nonsense") }
}

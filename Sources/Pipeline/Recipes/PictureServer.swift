internal import Foundation

/// The other end of `PictureWorker`.
enum PictureServer {
    /// Receives the input of `request`, does what it asks for, and answers. Throws only when nobody listens any more.
    static func serve(_ request: PictureRequest, on connection: borrowing WorkerConnection) throws(MediaError) {
        let source = MemoryByteSource(bytes: try input(of: request, from: connection))
        // Should the engine die meanwhile, nobody ends what hangs.
        alarm(UInt32(ImageLimits.time.components.seconds) + 60)
        let result = Result { try request.task.perform(on: source, StopSignal()) }
        alarm(0)
        switch result {
        case .success(.image(let image)):
            try answer(
                .image(contentType: image.contentType, width: image.width, height: image.height), image.bytes,
                on: connection)
        case .success(.raster(let raster)): try answer(.raster(RasterShape(raster)), raster.samples, on: connection)
        case .success(.description(let description)): try answer(.description(description), nil, on: connection)
        case .failure(let error):
            let failure = error as? MediaError ?? MediaError(.engine, "PictureServer", "\(error)")
            try answer(
                .failed(failure.code, operation: failure.operation, message: failure.message), nil, on: connection)
        }
    }

    private static func input(
        of request: PictureRequest, from connection: borrowing WorkerConnection
    ) throws(MediaError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(request.bytes)
        while bytes.count < request.bytes {
            guard let piece = try connection.receive(patience: .endless) else {
                throw MediaError(.inputOutput, "PictureServer", "the engine has gone")
            }
            bytes += piece
        }
        return bytes
    }

    private static func answer(
        _ answer: PictureAnswer, _ bulk: [UInt8]?, on connection: borrowing WorkerConnection
    ) throws(MediaError) {
        try connection.send(answer.encoded(), patience: .endless)
        if let bulk { try connection.send(bulk, patience: .endless) }
    }
}

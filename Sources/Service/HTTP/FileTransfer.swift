internal import NIOCore
internal import NIOHTTP1

/// Sends a part of a file as the body of an HTTP/1 answer without its bytes passing through this process: `sendfile`.
///
/// Hummingbird's body parts are buffers, and the encoder passes the body of an answer with `Content-Length` on as it is.
/// So the file goes out below the encoder. Order is kept because the answer's head has been handed to the event loop
/// before its body is asked for, and its end is written after the last piece has gone to the system; back-pressure
/// because each piece waits until the socket has taken the one before.
struct FileTransfer {
    /// Small enough that even a slow connection takes one within the idle time, large enough to cost nothing.
    private static let pieceSize: Int64 = 524_288

    private let slice: FileSlice
    private let channel: any Channel
    private let patience: TimeAmount

    /// `patience` is how long the other side may take over one piece. Nil when `channel` does not carry plain HTTP/1: under TLS or HTTP/2 the bytes have to pass through the process.
    init?(_ slice: FileSlice, over channel: any Channel, patience: TimeAmount) async {
        guard (try? await channel.pipeline.containsHandler(type: HTTPResponseEncoder.self).get()) != nil else {
            return nil
        }
        self.slice = slice
        self.channel = channel
        self.patience = patience
    }

    /// Returns when the system has taken the last byte. Throws when the connection is lost or the task is cancelled; the
    /// connection must not be used for another answer then.
    func run() async throws {
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: try slice.file.duplicate())
        defer { try? handle.close() }
        var rest = slice.range
        while !rest.isEmpty {
            try Task.checkCancellation()
            let end = min(rest.upperBound, rest.lowerBound + Self.pieceSize)
            // The disk reads the next piece while the network takes this one.
            slice.file.announce(end..<min(slice.range.upperBound, end + Self.pieceSize))
            try await send(FileRegion(fileHandle: handle, readerIndex: Int(rest.lowerBound), endIndex: Int(end)))
            rest = end..<rest.upperBound
        }
    }

    private func send(_ region: FileRegion) async throws {
        // A caller that takes nothing would hold the file and the connection for ever.
        let end = channel.eventLoop.scheduleTask(in: patience) { [channel] in channel.close(promise: nil) }
        defer { end.cancel() }
        try await withTaskCancellationHandler {
            try await channel.eventLoop.flatSubmit { [channel] in
                let taken = channel.eventLoop.makePromise(of: Void.self)
                do {
                    let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                    encoder.writeAndFlush(NIOAny(IOData.fileRegion(region)), promise: taken)
                } catch {
                    taken.fail(error)
                }
                return taken.futureResult
            }.get()
        } onCancel: {
            // The write does not end before the other side reads on, or the connection closes.
            channel.close(promise: nil)
        }
    }
}

internal import NIOCore
internal import NIOHTTP1

/// Sends a part of a file as the body of an HTTP/1 answer without its bytes passing through this process: `sendfile`.
///
/// Hummingbird's body parts are buffers, and the encoder passes the body of an answer with `Content-Length` on as it is.
/// So the file goes out below the encoder. Order is kept because the answer's head has been handed to the event loop
/// before its body is asked for, and its end is written after the last piece has gone to the system.
struct FileTransfer {
    private let slice: FileSlice
    private let channel: any Channel
    private let patience: TimeAmount

    /// `patience` is how long the other side may take nothing. Nil when `channel` does not carry plain HTTP/1: under TLS
    /// or HTTP/2 the bytes have to pass through the process.
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
        try Task.checkCancellation()
        try await withTaskCancellationHandler {
            try await channel.eventLoop.flatSubmit { [slice, channel, patience] in
                do {
                    let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                    return FilePump(slice, handle, below: encoder, patience: patience).run()
                } catch {
                    return channel.eventLoop.makeFailedFuture(error)
                }
            }.get()
        } onCancel: {
            // A write does not end before the other side reads on, or the connection closes.
            channel.close(promise: nil)
        }
    }
}

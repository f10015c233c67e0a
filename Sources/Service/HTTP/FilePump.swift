internal import Foundation
internal import NIOCore

/// Keeps a few pieces of a file on their way into one connection. Lives on the connection's event loop: a piece that the
/// system has taken makes room for the next without a turn on another thread.
final class FilePump {
    /// Bytes of a piece: as many as the connection takes in a moment, so that a slow one takes some within the idle time and
    /// a fast one is not held up.
    private static let pieceSizes: ClosedRange<Int64> = 262_144...4_194_304
    private static let moment = TimeAmount.milliseconds(50)
    /// Enough that the socket finds more when it can take more.
    private static let piecesUnderWay = 3
    /// How far ahead the disk reads.
    private static let ahead: Int64 = 4 * pieceSizes.upperBound

    private let slice: FileSlice
    private let handle: NIOFileHandle
    private let encoder: ChannelHandlerContext
    private let patience: TimeAmount
    private let done: EventLoopPromise<Void>
    private var rest: Range<Int64>
    private var pieceSize: Int64 = 1_048_576
    private var underWay = 0
    private var announced: Int64
    private var lastProgress = NIODeadline.now()
    private var timer: Scheduled<Void>?

    /// Sends `slice`, read by `handle`, past the encoder; gives the connection up when it takes nothing for `patience`.
    init(_ slice: FileSlice, _ handle: NIOFileHandle, below encoder: ChannelHandlerContext, patience: TimeAmount) {
        self.slice = slice
        self.handle = handle
        self.encoder = encoder
        self.patience = patience
        done = encoder.eventLoop.makePromise()
        rest = slice.range
        announced = slice.range.lowerBound
    }

    /// Completes when the system has taken the last byte, or with the first error.
    func run() -> EventLoopFuture<Void> {
        guard !rest.isEmpty else { return encoder.eventLoop.makeSucceededVoidFuture() }
        done.futureResult.assumeIsolated().whenComplete { [self] _ in
            timer?.cancel()
            fillsPackets(false)
        }
        watch(for: patience)
        fillsPackets(true)
        pump()
        return done.futureResult
    }

    private func pump() {
        while underWay < Self.piecesUnderWay, !rest.isEmpty {
            announce()
            let end = min(rest.upperBound, rest.lowerBound + pieceSize)
            let region = FileRegion(fileHandle: handle, readerIndex: Int(rest.lowerBound), endIndex: Int(end))
            rest = end..<rest.upperBound
            underWay += 1
            let taken = encoder.eventLoop.makePromise(of: Void.self)
            taken.futureResult.assumeIsolated().whenComplete { [self] result in landed(result) }
            encoder.write(NIOAny(IOData.fileRegion(region)), promise: taken)
        }
        encoder.flush()
    }

    private func announce() {
        let end = min(slice.range.upperBound, rest.lowerBound + Self.ahead)
        guard announced < end, announced < rest.lowerBound + Self.ahead / 2 else { return }
        slice.file.announce(announced..<end)
        announced = end
    }

    /// While pieces follow each other the system sends full packets only; that saves a quarter of its work (tcp(7)).
    private func fillsPackets(_ isOn: Bool) {
        let cork = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_CORK))
        _ = encoder.channel.setOption(cork, value: isOn ? 1 : 0)
    }

    private func landed(_ result: Result<Void, any Error>) {
        underWay -= 1
        let now = NIODeadline.now()
        let wasQuick = now - lastProgress < Self.moment
        pieceSize =
            wasQuick ? min(pieceSize * 2, Self.pieceSizes.upperBound) : max(pieceSize / 2, Self.pieceSizes.lowerBound)
        lastProgress = now
        switch result {
        case .failure(let error):
            rest = rest.upperBound..<rest.upperBound
            done.fail(error)
        case .success where !rest.isEmpty: pump()
        case .success where underWay == 0: done.succeed()
        case .success: break
        }
    }

    /// A caller that takes nothing would hold the file and the connection for ever.
    private func watch(for time: TimeAmount) {
        timer = encoder.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            let silence = NIODeadline.now() - lastProgress
            if silence >= patience { encoder.close(promise: nil) } else { watch(for: patience - silence) }
        }
    }
}

/// A filter chain that follows its input: it is built for the first picture, and again whenever pictures change their
/// size or format. Pictures that need no filter pass as they are.
final class FilterSession {
    private let chain: @Sendable (borrowing Frame) -> String?
    private var shape: Frame.Shape?
    private var filter: VideoFilter?
    private var passed: Frame?
    private var drained: [FrameBox] = []

    /// `chain` names the filters for a picture, or nil for none.
    init(chain: @escaping @Sendable (borrowing Frame) -> String?) { self.chain = chain }

    /// Gives the chain a picture; take all results before the next.
    func send(_ frame: consuming Frame) throws(MediaError) {
        if frame.shape != shape {
            try drain()
            shape = frame.shape
            if let description = chain(frame) { filter = try VideoFilter.make(description, for: frame) }
        }
        if filter == nil {
            passed = consume frame
        } else {
            try filter?.send(frame)
        }
    }

    /// Says that no picture follows.
    func finish() throws(MediaError) { try drain() }

    /// Takes the next result, nil when more input is needed.
    func receive() throws(MediaError) -> Frame? {
        if !drained.isEmpty { return drained.removeFirst().take() }
        if let frame = passed.take() { return frame }
        guard let filter else { return nil }
        return try filter.receive()
    }

    /// Empties the present chain into `drained` and drops it.
    private func drain() throws(MediaError) {
        guard let old = filter else { return }
        filter = nil
        try old.finish()
        while let frame = try old.receive() { drained.append(FrameBox(frame)) }
    }

    /// Lets a frame stand in an array; emptied once.
    private final class FrameBox {
        private var frame: Frame?
        init(_ frame: consuming Frame) { self.frame = consume frame }
        func take() -> Frame? { frame.take() }
    }
}

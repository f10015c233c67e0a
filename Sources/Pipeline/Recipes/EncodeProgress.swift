internal import Synchronization

/// How far the making of segments has come.
public struct EncodeProgress: Sendable {
    /// 0…1, by pictures decoded and segments finished.
    public var fraction: Double
    /// Pictures decoded so far.
    public var frames: Int
    /// Media time done, seconds.
    public var mediaSeconds: Double
    /// Time since the start, seconds.
    public var wallSeconds: Double
    /// What every stage has done so far.
    public var stages: [StageFigures]

    /// The stage that has worked most: the one that bounds the speed, such as `encode 1080p`.
    public var busiestStage: String { stages.max { $0.busy < $1.busy }?.name ?? "" }

    /// Media seconds made in a second.
    public var speed: Double { wallSeconds > 0 ? mediaSeconds / wallSeconds : 0 }
    /// Seconds to go at the present speed; nil before anything is done.
    public var secondsLeft: Double? { fraction > 0 ? wallSeconds * (1 - fraction) / fraction : nil }
}

/// Turns what stages count into progress reports.
final class ProgressTracker: Sendable {
    private struct State {
        var pictures = 0
        var finished = 0
        var lastReport: ContinuousClock.Instant?
        var figures: (@Sendable () -> [StageFigures])?
    }

    private let state = Mutex(State())
    private let report: @Sendable (EncodeProgress) -> Void
    private let start = ContinuousClock.now
    private let pictureCount: Int
    private let segmentCount: Int
    private let mediaSeconds: Double

    init(_ plan: LadderGraph, report: @escaping @Sendable (EncodeProgress) -> Void) {
        let spans = plan.presentation.plan.spans[plan.segments]
        pictureCount = spans.reduce(0) { $0 + $1.pictures.count }
        segmentCount = spans.count * plan.rungs.count
        mediaSeconds = spans.reduce(.zero) { $0 + $1.duration }.doubleValue
        self.report = report
    }

    func observe(_ figures: @escaping @Sendable () -> [StageFigures]) { state.withLock { $0.figures = figures } }

    func decoded(pictures: Int) { update { $0.pictures = pictures } }

    func finished(_ segment: Segment) { update { $0.finished += 1 } }

    private func update(_ change: (inout State) -> Void) {
        let progress = state.withLock { state -> EncodeProgress? in
            change(&state)
            let isLast = state.finished == segmentCount
            if let last = state.lastReport, .now - last < .milliseconds(200), !isLast { return nil }
            state.lastReport = .now
            return current(state)
        }
        if let progress { report(progress) }
    }

    private func current(_ state: State) -> EncodeProgress {
        let finished = Double(state.finished) / Double(max(1, segmentCount))
        // Pictures are decoded ahead of what is finished; where none are decoded (a copy, sound) segments count alone.
        let decoded = state.pictures > 0 ? Double(state.pictures) / Double(max(1, pictureCount)) : finished
        let fraction = min(1, state.finished == segmentCount ? 1 : max(finished, (decoded + finished) / 2))
        let elapsed = ContinuousClock.now - start
        return EncodeProgress(
            fraction: fraction, frames: state.pictures, mediaSeconds: fraction * mediaSeconds,
            wallSeconds: elapsed / .seconds(1), stages: state.figures?() ?? [])
    }
}

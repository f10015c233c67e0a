internal import Foundation
internal import Pipeline
internal import Synchronization

/// One line on standard error that is written over as work goes on; on anything but a terminal only its last state.
final class ProgressLine: Sendable {
    private let last = Mutex<EncodeProgress?>(nil)
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// Shows how far work has come.
    func show(_ progress: EncodeProgress) {
        last.withLock { $0 = progress }
        if isTerminal { write("\r\u{1B}[K" + text(progress)) }
    }

    /// Leaves the last state standing; `printingStages` adds a table of the stages.
    func finish(printingStages: Bool) {
        guard let progress = last.withLock({ $0 }) else { return }
        write((isTerminal ? "\r\u{1B}[K" : "") + text(progress) + "\n")
        guard printingStages else { return }
        for stage in progress.stages {
            let (busy, waiting) = (seconds(stage.busy / .seconds(1)), seconds(stage.waiting / .seconds(1)))
            write("\(stage.name): \(stage.items) items, busy \(busy), waiting \(waiting)\n")
        }
    }

    private func text(_ progress: EncodeProgress) -> String {
        let framesPerSecond = progress.wallSeconds > 0 ? Double(progress.frames) / progress.wallSeconds : 0
        var parts = [
            progress.busiestStage, "\(Int(progress.fraction * 100)) %", "\(Int(framesPerSecond)) frames/s",
            "\(decimal(progress.speed)) × real time",
        ]
        if progress.fraction < 1, let left = progress.secondsLeft { parts.append("\(seconds(left)) left") }
        return parts.joined(separator: " · ")
    }

    private func seconds(_ value: Double) -> String { decimal(value) + " s" }

    private func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

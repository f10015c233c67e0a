internal import NIOCore
internal import Pipeline

/// Makes every segment of a file and stores it beside the source.
struct PrepareStream: Codable, Equatable, Sendable {
    /// The job kind.
    static let kind = "prepare"

    /// The name of the bytes.
    var content: String
}

/// Runs `PrepareStream`: only what is missing is made, so that it goes on where it stopped.
struct StreamPreparation: Sendable {
    let library: any MediaLibrary
    let runner: any RecipeRunner
    let blobs: any BlobStore

    /// Makes and stores what is missing.
    func run(_ recipe: PrepareStream, progress: JobProgress) async throws -> JSONValue {
        let reference = MediaReference(recipe.content)
        let presentation = try await library.presentation(of: reference)
        let version = presentation.version
        let stored = try await storedNames(recipe.content, version: version)
        let total = presentation.segmentCount * presentation.rungs.count
        var done = stored.count
        for gap in gaps(presentation, stored) {
            let ladder = EncodeLadder(input: reference, segments: gap.segments, rungs: gap.rungs)
            try await runner.run(ladder) { [done] report in
                let fraction = (Double(done) + report.fraction * Double(gap.count)) / Double(max(1, total))
                progress.update(fraction, stage: report.busiestStage, etaSeconds: report.secondsLeft?.rounded())
            } deliver: { segment in
                let name = DerivedName.segment(
                    recipe.content, version: version, rung: segment.rung, number: segment.number)
                try await blobs.putDerived(ByteBuffer(bytes: segment.bytes), to: name.blobKey)
            }
            done += gap.count
        }
        return .object([
            "segments": .integer(Int64(total)), "rungs": .array(presentation.rungs.map { .string($0.name) }),
        ])
    }

    /// The names of the segments that are stored already.
    func storedNames(_ content: String, version: String) async throws -> Set<String> {
        Set(try await blobs.list(content, prefix: DerivedName.prefix(version: version)).keys.map(\.name))
    }

    private struct Gap {
        var segments: Range<Int>
        var rungs: [String]

        /// How many segments it takes to fill.
        var count: Int { segments.count * rungs.count }
    }

    /// Runs of segment numbers in which the same rungs are missing.
    private func gaps(_ presentation: HLSPresentation, _ stored: Set<String>) -> [Gap] {
        let version = presentation.version
        var gaps: [Gap] = []
        for number in 0..<presentation.segmentCount {
            let missing = presentation.rungs.map(\.name).filter { rung in
                !stored.contains(DerivedName.segment("", version: version, rung: rung, number: number).name)
            }
            if missing.isEmpty { continue }
            if let last = gaps.last, last.segments.upperBound == number, last.rungs == missing {
                gaps[gaps.count - 1].segments = last.segments.lowerBound..<number + 1
            } else {
                gaps.append(Gap(segments: number..<number + 1, rungs: missing))
            }
        }
        return gaps
    }
}

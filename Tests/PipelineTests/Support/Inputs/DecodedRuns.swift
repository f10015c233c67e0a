/// Decodes each run of segments once for all tests.
actor DecodedRuns {
    static let shared = DecodedRuns()

    private var tasks: [String: Task<FFmpeg.Decoded, any Error>] = [:]

    /// The size that pictures of `input` are shrunk to, the longer side along its own.
    static func size(_ input: Input) -> (width: Int, height: Int) {
        input.shown.width >= input.shown.height ? (48, 28) : (28, 48)
    }

    /// Run `index` of `rung`, one of `input`'s.
    func run(_ index: Int, of rung: EncodedRung, _ input: Input) async throws -> FFmpeg.Decoded {
        let key = "\(input.path) \(rung.name) \(index)"
        let task =
            tasks[key]
            ?? Task {
                let folder = try TemporaryFolder()
                let path = try folder.write(rung.runs[index].lazy.flatMap(\.bytes), as: "run.ts")
                let (width, height) = Self.size(input)
                guard input.video != nil else {
                    return FFmpeg.Decoded(pictures: [], errors: try await FFmpeg.decodeErrors(path))
                }
                return try await FFmpeg.decode(path, width: width, height: height)
            }
        tasks[key] = task
        return try await task.value
    }
}

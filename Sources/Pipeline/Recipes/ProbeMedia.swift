/// Reads what a media file holds: stream parameters and packet tables, in one bounded pass that decodes no more than
/// libavformat needs to name the streams. Of an ISO base media file only the headers are read.
public struct ProbeMedia: Recipe {
    /// The file.
    public var input: MediaReference

    /// Probes `input`.
    public init(input: MediaReference) { self.input = input }

    /// The index. Throws `unsupported` for what is not an accepted media file, `corrupt` for one that is damaged or cut
    /// short, `limitExceeded` for one beyond `MediaLimits`.
    public func run(in engine: Engine) async throws -> MediaIndex {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: MediaLimits.probeTime, "ProbeMedia") {
            try await ContainerScan(source).run()
        }
    }
}

internal import Pipeline
internal import ServiceLifecycle

/// Frees the memory of decoded pictures when their time is over, also when nobody asks for any picture.
struct PictureExpiry: Service {
    private let pictures: DecodedPictureCache
    private let interval: Duration

    /// Looks at `pictures` once in `interval`.
    init(_ pictures: DecodedPictureCache, every interval: Duration = .seconds(1)) {
        self.pictures = pictures
        self.interval = interval
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                pictures.removeUnused()
            }
        }
    }
}

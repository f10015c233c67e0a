internal import Hummingbird

/// One operation: a method and a path with placeholders.
struct Route: Hashable, Sendable {
    let method: String
    let path: String
}

/// Who answers which address.
struct StorageRouter {
    let uploads: UploadController
    let chunks: ChunkController
    let files: FileController
    let downloads: DownloadController
    let links: DownloadLinks
    let streams: StreamController
    let pictures: PictureController
    let texts: TextController
    let streamStatus: StreamStatusController
    let jobs: JobController
    let jobEvents: JobEventsController
    let operations: OperationsController
    let verifier: TokenVerifier
    let playbackTokens: PlaybackTokens
    let metrics: ServiceMetrics
    let places: Places
    let rate: RequestRate?
    let corsOrigin: String

    /// All routes, each behind the middleware that applies to it.
    func build() -> Router<StorageRequestContext> {
        let router = Router(context: StorageRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: CORSMiddleware(origin: corsOrigin))
        router.add(middleware: RequestRecordMiddleware(metrics: metrics))
        router.add(middleware: ProblemMiddleware(metrics: metrics))
        router.add(middleware: RequestPlacesMiddleware(places: places))

        operations.addRoutes(to: router)
        let open = router.group(RouterPath(Addresses.base))
        operations.addRoutes(to: open)
        streams.addRoutes(
            to: open.group("stream/{fileId}/p/{token}").add(middleware: PlaybackMiddleware(tokens: playbackTokens)))

        let bearer = BearerMiddleware(verifier: verifier)
        let pace = RequestRateMiddleware(rate: rate)
        downloads.addRoutes(
            to: router.group(RouterPath(Addresses.base)).add(
                middleware: DownloadMiddleware(links: links, bearer: bearer)
            ).add(middleware: pace))

        let closed = router.group(RouterPath(Addresses.base)).add(middleware: bearer).add(middleware: pace)
        uploads.addRoutes(to: closed)
        chunks.addRoutes(to: closed)
        files.addRoutes(to: closed)
        downloads.addLinkRoutes(to: closed)
        streamStatus.addRoutes(to: closed)
        streams.addRoutes(to: closed.group("stream/{fileId}"))
        pictures.addRoutes(to: closed)
        texts.addRoutes(to: closed)
        jobs.addRoutes(to: closed)
        jobEvents.addRoutes(to: closed)
        return router
    }
}

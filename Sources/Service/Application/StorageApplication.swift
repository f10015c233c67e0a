internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOHTTP1
package import Pipeline
internal import ServiceLifecycle
internal import UnixSignals

/// The whole service: built once from a configuration, run until it is told to stop.
package struct StorageApplication: Sendable {
    let configuration: Configuration
    let logger: Logger
    private let metrics: ServiceMetrics
    let lock: DataDirectoryLock
    /// Every route there is.
    let routes: Set<Route>
    let responder: RouterResponder<StorageRequestContext>
    let services: [any Service]

    /// Puts all parts together; everything that depends on something else is handed it here. `documentWorker` starts a
    /// process that works on the pages of documents; without it they are worked on in this process.
    package init(
        configuration: Configuration, logger: Logger, documentWorker: WorkerCommand? = nil
    ) async throws {
        try await self.init(
            configuration: configuration, logger: logger, documentWorker: documentWorker, runner: { $0.engine })
    }

    /// As above, with another way to run recipes.
    init(
        configuration: Configuration, logger: Logger, documentWorker: WorkerCommand? = nil,
        runner makeRunner: @Sendable (StoredMediaLibrary) -> any RecipeRunner
    ) async throws {
        let directory = try DataDirectory(path: configuration.dataDir)
        let secret = try SigningSecret(configuration, directory)
        let verifier = try await TokenVerifier(configuration, secret: secret, logger: logger)
        try Self.refuseDevelopmentSecretInPublic(configuration)
        lock = try DataDirectoryLock(directory)

        let metrics = ServiceMetrics()
        let store = try SQLiteStore(path: directory.database)
        try await Migrations.apply(to: store)
        let blobs = try LocalBlobStore(path: directory.path)
        let cache = try DerivedCache(
            path: directory.cache, limit: Int64(configuration.cacheBytes), metrics: metrics)

        let threads =
            configuration.nativeThreads > 0
            ? configuration.nativeThreads : ProcessInfo.processInfo.activeProcessorCount
        let executor = NativeExecutor(threads: threads)
        let recogniser = TesseractRecogniser(executor: executor)
        let decodedPictures =
            configuration.pictureCacheBytes > 0
            ? DecodedPictureCache(
                limit: configuration.pictureCacheBytes, lifetime: .seconds(configuration.pictureCacheSeconds)
            ) { metrics.show($0) } : nil
        let library = StoredMediaLibrary(
            blobs: blobs, executor: executor, workers: documentWorker.map { WorkerPool($0, keeping: threads) },
            recogniser: recogniser,
            presentations: PresentationCache(limit: configuration.presentationCacheBytes), pictures: decodedPictures,
            metrics: metrics)
        let runner = makeRunner(library)

        let signals = JobSignals()
        let jobRepository = JobRepository(store: store)
        let jobs = JobService(
            repository: jobRepository, signals: signals, limit: configuration.maxJobsPerUser)
        let fileRepository = FileRepository(store: store, limits: QuotaLimits(configuration))
        let encodes = Admission(
            "encode", running: configuration.maxRunningEncodes > 0 ? configuration.maxRunningEncodes : threads,
            queued: configuration.maxQueuedEncodes, metrics: metrics)
        // Remuxes only read: they need no place among encodes, and four a thread keep disk and cores busy.
        let remuxes = Admission(
            "remux", running: 4 * threads, queued: 4 * configuration.maxQueuedEncodes, metrics: metrics)
        let supply = DerivedSupply(
            cache: cache, blobs: blobs, encodes: encodes, remuxes: remuxes, metrics: metrics)
        let prefetcher = Prefetcher(
            supply: supply, runner: runner, count: configuration.prefetchSegments, logger: logger)
        let files = FileService(
            repository: fileRepository, blobs: blobs, jobs: jobs, cursors: ListingCursors(secret: secret),
            followers: [supply, library], logger: logger)
        let streams = StreamService(
            files: files, library: library, runner: runner, supply: supply, prefetcher: prefetcher)
        let publication = Publication(
            files: fileRepository, library: library, runner: runner,
            policy: ContentTypePolicy(allowed: configuration.allowedContentTypes),
            maxFileSize: Int64(configuration.maxFileSize), metrics: metrics)
        let pictures = PictureService(
            files: files, runner: runner, supply: supply, publication: publication, blobs: blobs)
        let texts = TextService(files: files, runner: runner, supply: supply, blobs: blobs)
        let recognitions = RecognitionService(
            files: files, texts: texts, jobs: jobs, supply: supply, runner: runner, engine: recogniser)
        let engine = UploadEngine(
            configuration, store: store, blobs: blobs, publication: publication, logger: logger)
        let worker = JobWorker(
            repository: jobRepository, signals: signals,
            runner: JobRunners(
                preparation: StreamPreparation(library: library, runner: runner, blobs: blobs),
                recognitions: RecognitionJobs { try await recognitions.document($0, progress: $1) }),
            name: try directory.workerName(), limit: configuration.maxRunningJobs,
            timing: JobTiming(configuration), metrics: metrics, logger: logger)

        let addresses = Addresses(publicBaseURL: configuration.publicBaseURL)
        let tokens = PlaybackTokens(secret: secret)
        let links = try DownloadLinks(configuration, secret: secret)
        let sweeper = OrphanSweeper(
            blobs: blobs, cache: cache, files: fileRepository, claims: [fileRepository, OpenUploads(store: store)],
            interval: configuration.sweepInterval, grace: configuration.orphanGrace, metrics: metrics, logger: logger)
        let router = StorageRouter(
            uploads: UploadController(
                uploads: FormUploads(blobs: blobs, publication: publication), addresses: addresses),
            chunks: ChunkController(engine: engine, addresses: addresses),
            files: FileController(files: files, addresses: addresses),
            downloads: DownloadController(
                downloads: DownloadService(files: files, links: links, addresses: addresses),
                patience: .seconds(Int64(configuration.idleTimeout))),
            links: links,
            streams: StreamController(streams: streams, pictures: pictures),
            pictures: PictureController(pictures: pictures, addresses: addresses),
            texts: TextController(texts: texts, recognitions: recognitions, addresses: addresses),
            streamStatus: StreamStatusController(
                streams: streams, readiness: StreamReadiness(blobs: blobs, cache: cache), jobs: jobs, tokens: tokens,
                tokenLifetime: configuration.playbackTokenLifetime, addresses: addresses),
            jobs: JobController(jobs: jobs),
            jobEvents: JobEventsController(
                jobs: jobs, follower: JobFollower(repository: jobRepository),
                places: Places(
                    total: configuration.maxJobListeners, perUser: configuration.maxJobListenersPerUser,
                    onChange: { metrics.jobListeners.set(Double($0)) })),
            operations: OperationsController(
                metrics: metrics,
                readiness: Readiness(
                    store: store, directory: directory, minFreeBytes: Int64(configuration.minFreeBytes)),
                languages: recogniser.installed.languages.map(\.code)),
            verifier: verifier, playbackTokens: tokens, metrics: metrics,
            places: Places(total: configuration.maxConcurrentRequests), rate: RequestRate(configuration),
            corsOrigin: configuration.corsOrigin
        ).build()

        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        metrics.show(configuration)
        routes = Set(router.routes.map { Route(method: $0.method.rawValue, path: $0.path.description) })
        OtherMethods.refuse(on: router)
        responder = router.buildResponder()
        services =
            [worker, prefetcher, engine.follower, UploadSweeper(engine: engine, logger: logger), sweeper]
            + [decodedPictures.map { PictureExpiry($0) }].compactMap { $0 }
    }
}

extension StorageApplication {
    /// Serves until SIGTERM or SIGINT; then requests are finished, and jobs handed back.
    ///
    /// `onListening` is told the port once requests are taken.
    package func run(onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }) async throws {
        var lifecycle = ServiceGroupConfiguration(
            services: [application(onListening: onListening)], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        lifecycle.maximumGracefulShutdownDuration = .seconds(configuration.shutdownTimeout)
        try await ServiceGroup(configuration: lifecycle).run()
    }

    /// The HTTP server with everything that runs beside it.
    func application(
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<StorageRequestContext>> {
        Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        UnreadableRequestAnswer(metrics), ClientConnection(bodyLimits: .init(configuration)),
                    ],
                    idleTimeout: .seconds(Int64(configuration.idleTimeout)),
                    httpDecoderConfiguration: RequestHeadLimits.decoder)),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(mostConnections)),
            services: services,
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// Connections that may be open. Each may need a file as well; without any descriptor left nothing could be accepted, and
    /// the system would go on saying that somebody waits.
    private var mostConnections: Int {
        configuration.maxConnections > 0 ? configuration.maxConnections : DescriptorLimit.raised() / 3
    }

    /// A secret that lies in the data directory is for trying things out on one machine.
    private static func refuseDevelopmentSecretInPublic(_ configuration: Configuration) throws {
        let isLocal =
            configuration.host == "localhost" || configuration.host == "::1"
            || configuration.host.hasPrefix("127.")
        guard configuration.jwtSecret.isEmpty, configuration.jwksFile.isEmpty,
            configuration.jwksURL.isEmpty, !isLocal
        else { return }
        throw ConfigurationError(
            description: """
                \(configuration.host) can be reached by others, and the development secret must not serve there. \
                Set STORAGE_JWT_SECRET to at least 32 random bytes (openssl rand -hex 32), or STORAGE_JWKS_FILE to a \
                key set.
                """)
    }
}

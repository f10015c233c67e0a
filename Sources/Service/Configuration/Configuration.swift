/// Everything that an operator can set, with the defaults that `serve` starts with when nothing is.
package struct Configuration: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    package var port = 8089
    /// The folder that holds the database, the blobs and the cache.
    package var dataDir = "./data"
    /// How callers reach the service from outside, such as `https://media.example.org`; empty gives relative URLs.
    package var publicBaseURL = ""
    /// `trace` to `critical`.
    package var logLevel = "info"
    /// `text` or `json`, one line an entry.
    package var logFormat = "text"

    /// The HS256 secret, at least 32 bytes; empty lets the data directory's development secret serve.
    package var jwtSecret = ""
    /// A JWKS file with RS256, ES256 or EdDSA keys; replaces the shared secret.
    package var jwksFile = ""
    /// The same at an https address; replaces the shared secret.
    package var jwksURL = ""
    /// Seconds that pass at least between two loads of a key set.
    package var jwksRefreshInterval = 30
    /// The `iss` that tokens must carry; empty skips the check.
    package var jwtIssuer = ""
    /// The `aud` that tokens must carry; empty skips the check.
    package var jwtAudience = ""
    /// How long a playback URL works, seconds.
    package var playbackTokenLifetime = 14_400
    /// The secret that download links are signed with, at least 32 bytes; empty takes a key made from `jwtSecret`.
    package var urlSigningKey = ""
    /// An earlier `urlSigningKey` whose links still work; empty for none.
    package var urlSigningKeyPrevious = ""
    /// The `Access-Control-Allow-Origin` of stream answers; empty sends none.
    package var corsOrigin = "*"

    /// The largest accepted file, bytes.
    package var maxFileSize = 10_737_418_240
    /// Seconds that an upload in chunks is kept after its last chunk.
    package var uploadLifetime = 86_400
    /// The media types that uploads may have; `video/*` matches a family, `*/*` everything.
    package var allowedContentTypes = ["*/*"]

    /// Seconds between two looks for bytes without a file and files without bytes; 0 never looks.
    package var sweepInterval = 3600
    /// Seconds that bytes without a file are left alone, as they may belong to an upload under way.
    package var orphanGrace = 172_800

    /// The bytes that cached segments and thumbnails may take on disk.
    package var cacheBytes = 5_368_709_120
    /// The bytes of memory that decoded presentations may take.
    package var presentationCacheBytes = 268_435_456
    /// The bytes of memory that decoded pictures may take, which are kept for some seconds; 0 keeps none.
    package var pictureCacheBytes = 67_108_864
    /// Seconds after its last use that a picture stays there.
    package var pictureCacheSeconds = 10
    /// Threads for native media work; 0 takes one a core.
    package var nativeThreads = 0
    /// Segment encodes and thumbnails that run at once; 0 takes one a native thread.
    package var maxRunningEncodes = 0
    /// Segment encodes and thumbnails that may wait; more are refused with 503.
    package var maxQueuedEncodes = 64
    /// Segments made ahead of a cold one.
    package var prefetchSegments = 2
    /// Background jobs that run at once.
    package var maxRunningJobs = 1
    /// How long a job's lease lasts without a heartbeat, seconds.
    package var jobLease = 30
    /// How often a job that fails for a passing reason is tried.
    package var jobAttempts = 5
    /// The wait before the second attempt, seconds; it doubles with every further one.
    package var jobRetryDelay = 2
    /// How long finished jobs are kept, seconds; 0 keeps them for ever.
    package var jobRetention = 604_800
    /// Unfinished jobs that one user may have.
    package var maxJobsPerUser = 1000
    /// Connections that follow jobs; 0 for no limit.
    package var maxJobListeners = 256
    /// The same for one user.
    package var maxJobListenersPerUser = 16

    /// Bytes that the files of one user may take; 0 for no limit.
    package var quotaBytes = 0
    /// Files that one user may have; 0 for no limit.
    package var quotaFiles = 0
    /// Uploads that one user may have under way; 0 for no limit.
    package var maxUploadsPerUser = 0
    /// Requests that one user may make a minute; 0 for no limit.
    package var requestsPerMinute = 0
    /// Requests that one user may make at once, before `requestsPerMinute` counts.
    package var requestBurst = 120
    /// Requests of everybody that may be under way; 0 for no limit.
    package var maxConcurrentRequests = 10_000
    /// Connections that are taken; more wait; 0 for no limit.
    package var maxConnections = 0
    /// Free bytes on the disk below which the service is not ready.
    package var minFreeBytes = 104_857_600

    /// Bytes a second that a request body must come at, as long as the service waits for it; 0 for any.
    package var minimumBodyRate = 1024
    /// Seconds that one request body may take; 0 for any.
    package var bodyTimeout = 21_600
    /// Seconds without a byte in either direction after which a connection is closed.
    package var idleTimeout = 60
    /// Seconds that graceful shutdown waits for requests and jobs.
    package var shutdownTimeout = 20

    /// The defaults.
    package init() {}
}

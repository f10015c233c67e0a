extension ConfigurationKey {
    /// Every key, in the order of the documentation.
    package static let all: [ConfigurationKey] = [
        .text("host", \.host, "The address to listen on."),
        .number("port", \.port, "The port to listen on; 0 lets the system choose.", in: 0...65535),
        .text("dataDir", \.dataDir, "The folder that holds the database, the blobs and the cache."),
        .text(
            "publicBaseURL", \.publicBaseURL,
            "How callers reach the service, such as https://media.example.org; empty gives URLs without a host."),
        .text("logLevel", \.logLevel, "trace, debug, info, notice, warning, error or critical."),
        .text("logFormat", \.logFormat, "text or json, one line an entry."),
        .text(
            "jwtSecret", \.jwtSecret, "The HS256 secret that tokens are signed with, at least 32 bytes.",
            isSecret: true),
        .text("jwksFile", \.jwksFile, "A JWKS file with RS256, ES256 or EdDSA keys, instead of the secret."),
        .text(
            "jwksURL", \.jwksURL,
            "The https address of a key set, instead of the secret; loaded again on an unknown key id and every hour."),
        .number(
            "jwksRefreshInterval", \.jwksRefreshInterval, "Seconds that pass at least between two loads of a key set.",
            in: 1...86_400),
        .text("jwtIssuer", \.jwtIssuer, "The iss claim that tokens must carry; empty skips the check."),
        .text("jwtAudience", \.jwtAudience, "The aud claim that tokens must carry; empty skips the check."),
        .number(
            "playbackTokenLifetime", \.playbackTokenLifetime, "How long a playback URL works, seconds.",
            in: 60...604_800),
        .text(
            "urlSigningKey", \.urlSigningKey,
            "The secret that download links are signed with, at least 32 bytes; empty takes a key made from jwtSecret.",
            isSecret: true),
        .text(
            "urlSigningKeyPrevious", \.urlSigningKeyPrevious,
            "An earlier urlSigningKey whose links still work; empty for none.", isSecret: true),
        .text("corsOrigin", \.corsOrigin, "Access-Control-Allow-Origin of stream answers; empty sends none."),
        .number("maxFileSize", \.maxFileSize, "The largest accepted file, bytes.", in: 1...Int.max),
        .number(
            "uploadLifetime", \.uploadLifetime,
            "How long an upload in chunks is kept after its last chunk, or a completed one is remembered, seconds.",
            in: 60...31_536_000),
        .list(
            "allowedContentTypes", \.allowedContentTypes,
            "The media types that uploads may have, separated by commas; video/* matches a family."),
        .number(
            "sweepInterval", \.sweepInterval,
            "Seconds between two looks for bytes without a file and files without bytes; 0 never looks.",
            in: 0...2_592_000),
        .number(
            "orphanGrace", \.orphanGrace,
            "Seconds that bytes without a file are left alone; longer than any upload takes to complete.",
            in: 60...31_536_000),
        .number(
            "cacheBytes", \.cacheBytes, "The bytes that cached segments and thumbnails may take on disk.",
            in: 0...Int.max),
        .number(
            "presentationCacheBytes", \.presentationCacheBytes,
            "The bytes of memory that indexes of recent files may take.",
            in: 1...Int.max),
        .number(
            "pictureCacheBytes", \.pictureCacheBytes,
            "The bytes of memory that decoded pictures may take, kept some seconds for further sizes; 0 keeps none.",
            in: 0...Int.max),
        .number(
            "pictureCacheSeconds", \.pictureCacheSeconds, "Seconds after its last use that a picture stays there.",
            in: 1...86_400),
        .number("nativeThreads", \.nativeThreads, "Threads for native media work; 0 takes one a core.", in: 0...1024),
        .number(
            "maxRunningEncodes", \.maxRunningEncodes,
            "Segment encodes that run at once; 0 takes one a native thread.", in: 0...1024),
        .number(
            "maxQueuedEncodes", \.maxQueuedEncodes, "Segment encodes that may wait; more are refused with 503.",
            in: 0...100_000),
        .number("prefetchSegments", \.prefetchSegments, "Segments made ahead of a cold one.", in: 0...32),
        .number("maxRunningJobs", \.maxRunningJobs, "Background jobs that run at once; 0 runs none here.", in: 0...64),
        .number("jobLease", \.jobLease, "How long a job is held without a heartbeat, seconds.", in: 3...3600),
        .number("jobAttempts", \.jobAttempts, "How often a job that fails for a passing reason is tried.", in: 1...100),
        .number(
            "jobRetryDelay", \.jobRetryDelay,
            "Seconds before the second attempt; they double with every further one.", in: 0...300),
        .number(
            "jobRetention", \.jobRetention, "Seconds that finished jobs are kept; 0 for ever.",
            in: 0...Int.max / 2_000_000),
        .number(
            "maxJobsPerUser", \.maxJobsPerUser, "Unfinished jobs that one user may have; more are refused with 429.",
            in: 1...1_000_000),
        .number(
            "maxJobListeners", \.maxJobListeners,
            "Connections that follow jobs; more are refused with 503; 0 for no limit.",
            in: 0...100_000),
        .number(
            "maxJobListenersPerUser", \.maxJobListenersPerUser,
            "Connections of one user that follow jobs; more are refused with 429; 0 for no limit.", in: 0...100_000),
        .number("quotaBytes", \.quotaBytes, "Bytes that one user may hold; 0 for no limit.", in: 0...Int.max),
        .number("quotaFiles", \.quotaFiles, "Files that one user may have; 0 for no limit.", in: 0...Int.max),
        .number(
            "maxUploadsPerUser", \.maxUploadsPerUser,
            "Uploads that one user may have under way; more are refused with 429; 0 for no limit.", in: 0...1_000_000),
        .number(
            "requestsPerMinute", \.requestsPerMinute,
            "Requests that one user may make a minute; more are refused with 429; 0 for no limit.", in: 0...100_000_000),
        .number(
            "requestBurst", \.requestBurst, "Requests that one user may make at once, before requestsPerMinute counts.",
            in: 1...100_000_000),
        .number(
            "maxConcurrentRequests", \.maxConcurrentRequests,
            "Requests that may be under way; more are refused with 503; 0 for no limit.", in: 0...10_000_000),
        .number(
            "maxConnections", \.maxConnections,
            "Connections that are taken; more wait; 0 for a third of the files that the process may open.",
            in: 0...10_000_000),
        .number(
            "minFreeBytes", \.minFreeBytes, "Free bytes on the disk below which the service is not ready.",
            in: 0...Int.max),
        .number(
            "idleTimeout", \.idleTimeout,
            "Seconds of silence after which a connection is closed, and within which the head of a request must come.",
            in: 1...86_400),
        .number(
            "minimumBodyRate", \.minimumBodyRate,
            "Bytes a second, over ten seconds, below which a request body is given up; 0 for any.",
            in: 0...1_073_741_824
        ),
        .number(
            "bodyTimeout", \.bodyTimeout, "Seconds that one request body may take; 0 for any.", in: 0...2_592_000),
        .number(
            "shutdownTimeout", \.shutdownTimeout, "Seconds that shutdown waits for requests and jobs.", in: 1...3600),
    ]

    /// The table as aligned plain text, for `serve --help`.
    package static var helpText: String {
        all.map { key in
            "  \(key.name) (\(key.environmentName))\n      \(key.summary) Default: \(key.shownDefault)"
        }.joined(separator: "\n")
    }

    /// The table as Markdown, for the documentation.
    package static var markdown: String {
        let head = "| key | environment | default | meaning |\n|---|---|---|---|\n"
        return head
            + all.map { "| `\($0.name)` | `\($0.environmentName)` | `\($0.shownDefault)` | \($0.summary) |" }
            .joined(separator: "\n")
    }

    private var shownDefault: String { defaultText.isEmpty ? "none" : defaultText }
}

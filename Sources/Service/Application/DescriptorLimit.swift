internal import Foundation

/// How many files and connections this process may have open at a time (getrlimit(2)).
enum DescriptorLimit {
    /// As many as are worth having; more only make tables long.
    private static let enough: rlim_t = 65_536
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    /// Raises the limit as far as the system lets this process, and answers what it is then.
    static func raised() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < min(limit.rlim_max, enough) {
            var higher = limit
            higher.rlim_cur = min(limit.rlim_max, enough)
            if setrlimit(resource, &higher) == 0 { limit = higher }
        }
        return Int(clamping: limit.rlim_cur)
    }
}

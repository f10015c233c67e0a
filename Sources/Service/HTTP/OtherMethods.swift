internal import HTTPTypes
internal import Hummingbird

/// Answers 405 with `Allow` (RFC 9110 section 15.5.6) at every known address for the methods it does not take.
enum OtherMethods {
    private static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        + [
            "QUERY", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "REPORT", "LINK",
            "UNLINK", "PURGE",
        ]
        .compactMap(HTTPRequest.Method.init(rawValue:))

    /// Adds the refusals to `router`, which has all its routes.
    static func refuse(on router: Router<StorageRequestContext>) {
        let taken = Dictionary(grouping: router.routes, by: { $0.path.description }).mapValues { routes in
            Set(routes.map(\.method))
        }
        for (path, own) in taken {
            // Whoever takes GET takes HEAD.
            let allowed = own.contains(.get) ? own.union([.head]) : own
            let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in methods where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    var error = ServiceError(.methodNotAllowed, "This address takes \(list).")
                    error.allow = list
                    throw error
                }
            }
        }
    }
}

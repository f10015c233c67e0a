internal import Hummingbird
internal import Logging
internal import NIOCore

/// What is known of one request besides its bytes.
struct StorageRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection the request came by.
    let channel: any Channel
    /// The `X-Request-Id` of request and answer.
    var requestID = ""
    /// Who asks; nil before, or without, a check.
    var access: Access?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who asks. Throws `unauthenticated` where no check has let anybody in.
    func requireAccess() throws -> Access {
        guard let access else { throw ServiceError(.unauthenticated, "A valid bearer token is needed.") }
        return access
    }

    /// The file named in the path; what is no identifier is no file.
    func fileID() throws -> String {
        guard let id = parameters.get("fileId"), Identifier.isValid(id) else { throw ServiceError.noSuchFile() }
        return id
    }
}

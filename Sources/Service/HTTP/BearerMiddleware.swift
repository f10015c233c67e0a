internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Lets in whoever carries a valid bearer token.
struct BearerMiddleware: RouterMiddleware {
    let verifier: TokenVerifier

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let claims = try await verifier.verify(try token(of: request))
        context.access = try access(claims, onBehalfOf: request.headers[values: .onBehalfOf])
        context.notes.user = context.access?.owner
        context.logger[metadataKey: "user"] = .string(context.access?.owner ?? "")
        return try await next(request, context)
    }

    private func token(of request: Request) throws -> String {
        let refusal = ServiceError(.unauthenticated, "A valid bearer token is needed.")
        let values = request.headers[values: .authorization]
        guard values.count == 1, let value = values.first, value.count > 7, value.prefix(7).lowercased() == "bearer "
        else { throw refusal }
        return String(value.dropFirst(7).drop { $0 == " " })
    }

    private func access(_ claims: AccessClaims, onBehalfOf names: [String]) throws -> Access {
        guard let name = names.first else {
            return claims.isAdministrator ? .administrator(actingFor: claims.sub) : .user(claims.sub)
        }
        guard claims.isAdministrator else {
            throw ServiceError(.forbidden, "X-On-Behalf-Of needs the scope storage:admin.")
        }
        guard names.count == 1, UserName.isValid(name) else {
            throw ServiceError(.invalidRequest, "X-On-Behalf-Of must name one user.")
        }
        return .administrator(actingFor: name)
    }
}

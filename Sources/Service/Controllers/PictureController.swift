internal import HTTPTypes
internal import Hummingbird

/// `POST /transform/resize` and `POST /transform/convert`: pictures of another size or format, as a new file or as bytes.
struct PictureController: Sendable {
    let pictures: PictureService
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("transform/resize") { try await make($0, $1, PictureWish.resize) }
        group.post("transform/convert") { try await make($0, $1, PictureWish.convert) }
    }

    private func make(
        _ request: Request, _ context: StorageRequestContext, _ read: (String?) throws -> PictureWish
    ) async throws -> Response {
        let access = try context.requireAccess()
        let wish = try read(try await request.shortText())
        let file = try await pictures.files.find(wish.fileID, for: access)
        let accept = request.headers[.accept]
        let order = try pictures.order(wish, accept: accept, of: file)
        guard wish.isStored, !Self.wantsBytes(accept) else {
            let bytes = try await context.cancelledWhenClientLeaves { [pictures] in
                try await pictures.bytes(of: order)
            }
            var response = try Response.derived(bytes, order.contentType, order.tag, .own, to: request)
            if wish.format == .automatic { response.headers[.vary] = "Accept" }
            return response
        }
        let made = try await context.cancelledWhenClientLeaves { [pictures] in
            try await pictures.store(order, beside: file)
        }
        return try .json(
            FileAnswer(made, addresses), status: .created, headers: [.location: addresses.file(made.id)])
    }

    /// Whether the first thing that a caller takes is an image; a browser's list of everything is not meant.
    private static func wantsBytes(_ accept: String?) -> Bool {
        accept?[...].trimmingBlanks.lowercased().hasPrefix("image/") ?? false
    }
}

extension Request {
    /// The text of a short body, such as the wishes of a transformation; nil when it is no UTF-8. Throws
    /// `payload_too_large`.
    func shortText() async throws -> String? {
        String(validating: try await body.collect(upTo: 65_536).readableBytesView, as: UTF8.self)
    }
}

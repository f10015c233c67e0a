internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `POST /transform/extract-text`: the text of documents.
struct TextController: Sendable {
    let texts: TextService

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("transform/extract-text", use: extract)
    }

    private func extract(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let access = try context.requireAccess()
        let start = ContinuousClock.now
        let wish = try TextWish(try await request.shortText())
        let file = try await texts.files.find(wish.fileID, for: access)
        let text = try await context.cancelledWhenClientLeaves { [texts] in try await texts.text(of: file, wish) }
        guard request.headers[.accept]?.hasPrefix("text/plain") != true else { return .plainText(text.text) }
        return try .json(
            Answer(
                text: text.text, pageCount: text.pageCount, pages: text.pages,
                processingTime: (ContinuousClock.now - start).seconds))
    }

    private struct Answer: Encodable {
        let text: String
        let pageCount: Int
        let pages: [TextService.Text.Page]
        let processingTime: Double
    }
}

extension Response {
    /// `text` for the caller alone.
    static func plainText(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

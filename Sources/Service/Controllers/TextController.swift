internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pipeline

/// `POST /transform/extract-text` and `POST /transform/ocr`: the text of documents and images.
struct TextController: Sendable {
    let texts: TextService
    let recognitions: RecognitionService
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("transform/extract-text", use: extract)
        group.post("transform/ocr", use: recognise)
    }

    private func extract(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let access = try context.requireAccess()
        let start = ContinuousClock.now
        let wish = try TextWish(try await request.shortText())
        let file = try await texts.files.find(wish.fileID, for: access)
        let text = try await context.cancelledWhenClientLeaves { [texts] in try await texts.text(of: file, wish) }
        guard request.headers[.accept]?.hasPrefix("text/plain") != true else {
            return .text(text.text, "text/plain; charset=utf-8")
        }
        return try .json(
            Answer(
                text: text.text, pageCount: text.pageCount, pages: text.pages,
                processingTime: (ContinuousClock.now - start).seconds))
    }

    private func recognise(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let access = try context.requireAccess()
        let start = ContinuousClock.now
        let wish = try RecognitionWish(try await request.shortText())
        let file = try await texts.files.find(wish.text.fileID, for: access)
        let recognition = try recognitions.recognition(wish, of: file)
        let preferences = Preferences(request.headers)
        if preferences.respondAsync {
            let job = try await recognitions.submit(recognition, of: file)
            var headers: HTTPFields = [.location: addresses.job(job.id)]
            headers[.preferenceApplied] = preferences.appliedInBackground
            return try .json(JobAnswer(job), status: .accepted, headers: headers)
        }
        let output = wish.output ?? RecognitionWish.Output(accept: request.headers[.accept]) ?? .json
        return try await context.cancelledWhenClientLeaves { [recognitions] in
            let read = try await recognitions.document(recognition)
            switch output {
            case .json:
                return try .json(
                    RecognitionAnswer(
                        read, detail: wish.detail, processingTime: (ContinuousClock.now - start).seconds))
            case .text: return .text(read.text, "text/plain; charset=utf-8")
            case .hocr: return .text(read.hocr, "text/vnd.hocr+html; charset=utf-8")
            case .alto: return .text(read.alto, "application/alto+xml; charset=utf-8")
            case .pdf: return .own(try await recognitions.searchable(recognition, read), "application/pdf")
            }
        }
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
    fileprivate static func text(_ text: String, _ contentType: String) -> Response {
        own(ByteBuffer(string: text), contentType)
    }

    /// `bytes` for the caller alone; a browser saves them rather than run what they hold.
    fileprivate static func own(_ bytes: ByteBuffer, _ contentType: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy: "sandbox", .contentDisposition: "attachment",
            ], body: ResponseBody(byteBuffer: bytes))
    }
}

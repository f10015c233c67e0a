internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// How long an answer may be kept.
enum Freshness: String {
    case short = "public, max-age=5"
    case day = "public, max-age=86400"
    /// The URL holds the version of everything that decides the bytes.
    case immutable = "public, max-age=31536000, immutable"
    /// For the caller alone, who may ask whether it still holds.
    case own = "private, no-cache"
}

extension Response {
    /// The caller has it already.
    static func notModified(_ tag: EntityTag, _ freshness: Freshness) -> Response {
        Response(status: .notModified, headers: [.eTag: tag.header, .cacheControl: freshness.rawValue])
    }

    /// Bytes that were made from a file, or the part of them that a GET asks for. Throws `range_not_satisfiable`.
    static func derived(
        _ bytes: ByteBuffer, _ contentType: String, _ tag: EntityTag, _ freshness: Freshness, to request: Request
    ) throws -> Response {
        var headers: HTTPFields = [
            .contentType: contentType, .eTag: tag.header, .cacheControl: freshness.rawValue,
            .xContentTypeOptions: "nosniff",
        ]
        guard request.method != .post else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
        }
        headers[.acceptRanges] = "bytes"
        let asked = tag.allowsRange(request.headers) ? request.headers[.range] : nil
        let length = bytes.readableBytes
        guard let range = try ByteRange.resolve(asked, length: Int64(length)),
            let part = bytes.getSlice(at: bytes.readerIndex + Int(range.lowerBound), length: range.count)
        else { return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes)) }
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
        return Response(status: .partialContent, headers: headers, body: ResponseBody(byteBuffer: part))
    }
}

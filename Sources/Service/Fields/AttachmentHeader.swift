internal import Foundation

/// `Content-Disposition` for sending a file under any name (RFC 6266, RFC 8187).
enum AttachmentHeader {
    /// `disposition` with a plain name for old clients and the exact one for all others.
    static func value(filename: String, _ disposition: Disposition = .attachment) -> String {
        let plain = String(
            filename.map { $0.isASCII && !$0.isNewline && $0 != "\"" && $0 != "\\" && $0 != "%" ? $0 : "_" })
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~")
        let exact = filename.addingPercentEncoding(withAllowedCharacters: unreserved) ?? plain
        return "\(disposition.rawValue); filename=\"\(plain)\"; filename*=UTF-8''\(exact)"
    }
}

/// What a browser shall do with a download.
enum Disposition: String, Sendable {
    case attachment, inline

    /// Types that are shown as they are and cannot run a script in anybody's browser: no HTML, SVG, XML or PDF.
    private static let harmless: Set<String> = [
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/tiff", "image/heic",
        "image/heif", "text/plain",
    ]

    /// This disposition where `contentType` allows it: `attachment` instead of `inline` for what could run a script.
    func allowed(for contentType: String) -> Disposition {
        let isHarmless =
            Self.harmless.contains(contentType) || contentType.hasPrefix("video/") || contentType.hasPrefix("audio/")
        return self == .inline && !isHarmless ? .attachment : self
    }
}

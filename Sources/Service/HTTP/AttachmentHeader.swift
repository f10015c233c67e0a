internal import Foundation

/// `Content-Disposition` for sending a file under any name (RFC 6266, RFC 8187).
enum AttachmentHeader {
    /// `attachment` with a plain name for old clients and the exact one for all others.
    static func value(filename: String) -> String {
        let plain = String(
            filename.map { $0.isASCII && !$0.isNewline && $0 != "\"" && $0 != "\\" && $0 != "%" ? $0 : "_" })
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`|~")
        let exact = filename.addingPercentEncoding(withAllowedCharacters: unreserved) ?? plain
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(exact)"
    }
}

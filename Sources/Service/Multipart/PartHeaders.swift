internal import NIOCore

/// The headers of one part that matter here (RFC 7578 section 4).
struct PartHeaders: Equatable {
    /// The field's name.
    var name: String
    /// The file's name as the caller wrote it; nil for a field that is no file.
    var filename: String?
    /// The declared media type, lower case and without parameters.
    var contentType: String?

    init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }

    /// Reads the lines of `block`, each begun by a line break. Throws `MultipartError`.
    init(block: ByteBuffer) throws {
        guard let text = String(validating: block.readableBytesView, as: UTF8.self) else {
            throw MultipartError.malformed("headers that are not UTF-8")
        }
        var disposition: ContentDisposition?
        var contentType: String?
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex, line.first != " ", line.first != "\t",
                !line.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" || $0.value == 127 })
            else { throw MultipartError.malformed("a header line") }
            let value = line[line.index(after: colon)...].trimmingBlanks
            switch line[..<colon].lowercased() {
            case "content-disposition":
                guard disposition == nil else { throw MultipartError.malformed("two Content-Disposition headers") }
                disposition = ContentDisposition(String(value))
            case "content-type":
                contentType = value.prefix { $0 != ";" }.trimmingBlanks.lowercased()
            default: break
            }
        }
        guard let disposition, disposition.type == "form-data", let name = disposition.parameters["name"] else {
            throw MultipartError.malformed("a part without Content-Disposition: form-data and a name")
        }
        self.name = name
        self.filename = disposition.filename
        self.contentType = contentType?.isEmpty == true ? nil : contentType
    }
}

extension Substring {
    /// Without spaces and tabs at both ends. An accent that follows one stays, and the blank that carries it goes.
    var trimmingBlanks: Substring {
        guard let last = unicodeScalars.lastIndex(where: { !$0.isBlank }) else { return "" }
        return Substring(unicodeScalars[...last].drop(while: \.isBlank))
    }
}

extension Unicode.Scalar {
    /// Whether it is a space or a tab.
    var isBlank: Bool { self == " " || self == "\t" }
}

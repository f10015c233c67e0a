/// Which uploads are taken: what the bytes are must agree with what the caller says and with the allow list.
struct ContentTypePolicy: Sendable {
    /// Media types, or families such as `video/*`.
    let allowed: [String]

    /// The type to store for a file that begins with `head`, was declared as `declared` and is called `filename`.
    ///
    /// Throws `unsupported_media_type` when these contradict each other, or the type is not allowed.
    func type(of head: [UInt8], declared: String?, filename: String) throws -> String {
        let found = ContentSniffer.type(of: head)
        let type = try reconcile(found, declared.map(Self.canonical))
        // Many programs declare nothing; then a name that promises media must not hold something else altogether.
        if let promised = NamePromise(filename), !promised.isKept(by: found) {
            throw ServiceError(
                .unsupportedMediaType, "The file is named like \(promised.rawValue), but its bytes are \(found).")
        }
        guard allowed.contains(where: { Self.matches(type, pattern: $0) }) else {
            throw ServiceError(.unsupportedMediaType, "Files of type \(type) are not accepted.")
        }
        return type
    }

    /// Refuses a declared type that no bytes could make acceptable. Throws `unsupported_media_type`.
    func checkDeclared(_ declared: String?) throws {
        guard let declared, declared != ContentSniffer.unknown else { return }
        let type = Self.canonical(declared)
        guard allowed.contains(where: { Self.matches(type, pattern: $0) }) else {
            throw ServiceError(.unsupportedMediaType, "Files of type \(type) are not accepted.")
        }
    }

    private func reconcile(_ found: String, _ declared: String?) throws -> String {
        guard let declared, declared != ContentSniffer.unknown, declared != found else { return found }
        if Self.sharesContainer(found, declared) { return found }
        // Nothing in the bytes of a text or an archive says what it is used for: the caller may.
        if let refined = Self.refinements[found], refined.contains(where: { Self.matches(declared, pattern: $0) }) {
            return declared
        }
        if found == ContentSniffer.unknown, !Self.isRecognisable(declared) { return found }
        if found == "text/plain", !Self.isRecognisable(declared), !declared.hasPrefix("image/") { return found }
        throw ServiceError(
            .unsupportedMediaType, "The file was declared as \(declared), but its bytes are \(found).")
    }

    /// Whether two types are names of one container, which may hold sound, pictures or both.
    private static func sharesContainer(_ first: String, _ second: String) -> Bool {
        containers.contains { $0.contains(first) && $0.contains(second) }
    }

    /// Whether the sniffer would have known a file of this type.
    private static func isRecognisable(_ type: String) -> Bool {
        type.hasPrefix("video/") || type.hasPrefix("audio/") || MediaSignature.all.contains { $0.type == type }
            || ["image/webp", "image/avif", "image/heic", "image/bmp", "image/svg+xml"].contains(type)
    }

    private static func matches(_ type: String, pattern: String) -> Bool {
        pattern == "*/*" || pattern == type || (pattern.hasSuffix("*") && type.hasPrefix(pattern.dropLast()))
    }

    private static func canonical(_ type: String) -> String { aliases[type] ?? type }

    private static let aliases = [
        "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png",
        "image/x-ms-bmp": "image/bmp", "image/tif": "image/tiff", "image/heif": "image/heic",
        "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav",
        "audio/mp3": "audio/mpeg", "audio/x-flac": "audio/flac", "audio/x-aiff": "audio/aiff",
        "audio/x-aac": "audio/aac", "audio/aacp": "audio/aac", "video/avi": "video/x-msvideo",
        "video/msvideo": "video/x-msvideo", "video/flv": "video/x-flv", "application/x-pdf": "application/pdf",
        "application/x-zip-compressed": "application/zip", "text/xml": "application/xml",
    ]

    private static let containers: [Set<String>] = [
        [
            "video/mp4", "audio/mp4", "video/quicktime", "video/x-m4v", "audio/x-m4a", "audio/m4a", "video/3gpp",
            "audio/3gpp", "video/3gpp2", "application/mp4",
        ],
        ["video/webm", "audio/webm", "video/x-matroska", "audio/x-matroska", "video/matroska"],
        ["video/ogg", "audio/ogg", "application/ogg", "audio/opus", "audio/vorbis"],
        ["video/mp2t", "video/mpeg", "video/mp1s", "video/mp2p", "audio/mpeg"],
        ["audio/mpeg", "audio/aac"],
        ["video/x-ms-asf", "video/x-ms-wmv", "audio/x-ms-wma"],
    ]

    private static let refinements: [String: [String]] = [
        "text/plain": [
            "text/csv", "text/markdown", "text/vtt", "text/css", "text/javascript", "application/json",
            "application/x-subrip", "application/javascript", "application/yaml",
        ],
        "application/xml": ["text/plain", "application/*"],
        "text/html": ["text/plain", "application/xhtml+xml"],
        "image/svg+xml": ["text/plain", "application/xml"],
        "application/zip": ["application/*"],
    ]
}

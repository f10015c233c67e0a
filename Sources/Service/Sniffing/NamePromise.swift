internal import Foundation

/// What the end of a file's name leads everybody to expect.
enum NamePromise: String {
    case media = "video or audio"
    case picture = "a picture"

    /// What `filename` promises; nil for most names. Endings with a second common meaning (`.ts`) promise nothing.
    init?(_ filename: String) {
        switch (filename as NSString).pathExtension.lowercased() {
        case "mp4", "m4v", "mov", "mkv", "webm", "avi", "flv", "mpg", "mpeg", "m2ts", "wmv", "3gp", "ogv", "mp3", "m4a",
            "aac", "wav", "flac", "oga", "opus", "aiff":
            self = .media
        case "jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp", "jp2", "jxl":
            self = .picture
        default: return nil
        }
    }

    /// Whether a file of `type` is what was promised.
    func isKept(by type: String) -> Bool {
        switch self {
        case .media: type.hasPrefix("video/") || type.hasPrefix("audio/")
        case .picture: type.hasPrefix("image/") && type != "image/svg+xml"
        }
    }
}

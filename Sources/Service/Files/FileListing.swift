/// What a caller wants to see of a user's files, and in which order.
struct FileListing: Equatable, Sendable {
    /// Whose files.
    var owner: String
    /// Only those of this project.
    var projectID: String?
    /// Only those of this type.
    var contentType: ContentTypeFilter?
    var sort = FileSort()
    /// The most that one page holds.
    var limit = 50

    /// The limits that a page may have.
    static let limits = 1...200
}

/// One order of files. Files that are equal in it follow each other by id, so that every file has one place.
struct FileSort: Equatable, Sendable {
    /// What is compared. File names and ids by their bytes.
    enum Key: String, Sendable, CaseIterable { case createdAt, filename, size }

    var key = Key.createdAt
    var isDescending = true

    init() {}

    /// Reads `size` or `-size`; nil for anything else.
    init?(_ text: some StringProtocol) {
        isDescending = text.hasPrefix("-")
        guard let key = Key(rawValue: String(isDescending ? text.dropFirst() : text[...])) else { return nil }
        self.key = key
    }

    /// As callers write it.
    var text: String { (isDescending ? "-" : "") + key.rawValue }
}

/// One media type, or a family of them.
enum ContentTypeFilter: Equatable, Sendable {
    case exactly(String)
    /// The part before the slash.
    case family(String)

    /// Reads `image/png` or `image/*`; nil for what is no media type (RFC 9110 section 8.3.1).
    init?(_ text: some StringProtocol) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isToken) }), parts[0] != "*"
        else { return nil }
        self = parts[1] == "*" ? .family(String(parts[0])) : .exactly(parts.joined(separator: "/"))
    }

    /// As callers write it.
    var text: String {
        switch self {
        case .exactly(let type): type
        case .family(let family): family + "/*"
        }
    }

    /// Whether `type` is meant.
    func matches(_ type: String) -> Bool {
        switch self {
        case .exactly(let exact): type == exact
        case .family(let family): type.hasPrefix(family + "/")
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// Where in a listing a page begins: behind the file that had these values.
struct ListingPlace: Equatable, Sendable {
    /// The value that the listing is sorted by.
    enum Value: Equatable, Sendable {
        case number(Int64)
        case text(String)
    }

    var value: Value
    var id: String

    init(value: Value, id: String) {
        self.value = value
        self.id = id
    }

    /// Behind `file`.
    init(behind file: StoredFile, in sort: FileSort) {
        id = file.id
        value =
            switch sort.key {
            case .createdAt: .number(file.createdAt.microseconds)
            case .filename: .text(file.filename)
            case .size: .number(file.size)
            }
    }
}

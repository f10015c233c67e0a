/// Which pages of a document are meant, as a person writes it: `1-3,5`, `7-` to the end, `-2` from the beginning.
public struct PageRange: Codable, Sendable, Hashable {
    /// Numbers of pages, from 1; nil is the document's last.
    private struct Part: Sendable, Hashable {
        var first: Int
        var last: Int?
    }

    /// As it was written.
    public let description: String
    private let parts: [Part]

    /// How many parts, and how many characters, a range may have.
    private static let mostParts = 1000

    /// Reads `text`. Throws `invalidRequest`, saying what is wrong, for anything that is no range.
    public init(_ text: String) throws(MediaError) {
        let pieces = text.split(separator: ",", maxSplits: Self.mostParts, omittingEmptySubsequences: false)
        guard pieces.count <= Self.mostParts else { throw Self.error("“pages” has more than \(Self.mostParts) parts") }
        var parts: [Part] = []
        for piece in pieces { parts.append(try Self.part(piece)) }
        self.parts = parts
        description = text
    }

    /// Reads what `encode` wrote; throws as `init(_:)`.
    public init(from decoder: any Swift.Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes `description`.
    public func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// The pages in rising order, each once. Throws `invalidRequest` when one is beyond the document's `count` pages.
    public func pages(of count: Int) throws(MediaError) -> [Int] {
        var chosen = Set<Int>()
        for part in parts {
            let last = part.last ?? count
            guard part.first <= count, last <= count else {
                let wanted = part.first <= count ? last : part.first
                throw Self.error("“pages” names page \(wanted); the document has \(count)")
            }
            chosen.formUnion(part.first...max(part.first, last))
        }
        return chosen.sorted()
    }

    private static func part(_ piece: Substring) throws(MediaError) -> Part {
        let ends = piece.split(separator: "-", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        switch ends.count {
        case 1:
            let page = try number(ends[0], piece)
            return Part(first: page, last: page)
        case 2 where !(ends[0].isEmpty && ends[1].isEmpty):
            let first = ends[0].isEmpty ? 1 : try number(ends[0], piece)
            let last = ends[1].isEmpty ? nil : try number(ends[1], piece)
            guard first <= last ?? first else { throw error("“\(piece.prefix(40))” in “pages” ends before it begins") }
            return Part(first: first, last: last)
        default: throw error("“\(piece.prefix(40))” in “pages” is no page and no range such as 1-3")
        }
    }

    private static func number(_ digits: String, _ piece: Substring) throws(MediaError) -> Int {
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits), number > 0 else {
            throw error("“\(piece.prefix(40))” in “pages” is no page and no range such as 1-3")
        }
        return number
    }

    private static func error(_ message: String) -> MediaError { MediaError(.invalidRequest, "PageRange", message) }
}

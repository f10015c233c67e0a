/// What `If-Match` and `If-None-Match` list: tags, or `*` for any (RFC 9110 section 13.1.1).
struct EntityTagList {
    /// As they were sent, with their quotes.
    private var tags: [Substring] = []
    private var isAny = false

    /// Reads the values of all fields of one name. Whatever is no tag names nothing.
    init(_ values: [String]) {
        for value in values {
            if value[...].trimmingBlanks == "*" { isAny = true }
            var rest = value[...]
            // A comma between quotes is part of a tag.
            while let open = rest.firstIndex(of: "\""), let close = rest[open...].dropFirst().firstIndex(of: "\"") {
                let isWeak = rest[..<open].hasSuffix("W/")
                tags.append(rest[(isWeak ? rest.index(open, offsetBy: -2) : open)...close])
                rest = rest[close...].dropFirst()
            }
        }
    }

    /// Whether it names anything, or a tag that `isMeant`.
    func contains(where isMeant: (Substring) -> Bool) -> Bool { isAny || tags.contains(where: isMeant) }
}

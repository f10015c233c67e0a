internal import HTTPTypes

/// A strong entity tag (RFC 9110 section 8.8.3).
struct EntityTag: Equatable, Sendable {
    /// As it stands in a header, with its quotes.
    let header: String

    /// Tags what `name` identifies; only characters that may stand in a tag are kept.
    init(_ name: String) {
        header = "\"" + name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) } + "\""
    }

    /// Whether `If-None-Match` of `headers` names this tag, so that 304 is the answer. Compared weakly, as it must be.
    func matchesIfNoneMatch(_ headers: HTTPFields) -> Bool {
        EntityTagList(headers[values: .ifNoneMatch]).contains { $0 == header || $0 == "W/" + header }
    }

    /// Whether `If-Match` of `headers` names this tag or anything; true without the header. Compared strongly: a weak tag
    /// never matches.
    func satisfiesIfMatch(_ headers: HTTPFields) -> Bool {
        guard headers.contains(.ifMatch) else { return true }
        return EntityTagList(headers[values: .ifMatch]).contains { $0 == header }
    }

    /// Whether a range may be answered: there is no `If-Range`, or it names this tag, or the very moment that
    /// `Last-Modified` gives (RFC 9110 section 13.1.5).
    func allowsRange(_ headers: HTTPFields, lastModified: HTTPDate? = nil) -> Bool {
        headers[.ifRange].map { $0 == header || $0 == lastModified?.text } ?? true
    }
}

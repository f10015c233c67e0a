/// What it takes to make a derived file.
enum DerivedWork: String, Sendable {
    /// A segment that is encoded.
    case segment
    /// A segment that is copied from the source.
    case remux
    /// A picture.
    case still
    /// The text of a document, which whoever makes it stores himself.
    case text

    /// Whether the result goes to the cache. Copying a segment again costs what reading it from the cache would, and less
    /// than writing it there.
    var isKept: Bool { self == .segment || self == .still }
}

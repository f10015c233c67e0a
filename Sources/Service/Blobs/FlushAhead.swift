/// Lets the disk write along while a file grows from front to back, so that flushing it at the end is short.
struct FlushAhead {
    /// Large enough for the disk to work well, small enough that little is left at the end.
    private static let stretch: Int64 = 1_048_576
    private var begun: Int64

    /// Follows a file, or a part of one, whose first byte lies at `offset`.
    init(from offset: Int64 = 0) { begun = offset }

    /// The stretch of the file to begin with now that it has been written up to `end`; nil when that is too little.
    mutating func next(writtenTo end: Int64) -> Range<Int64>? {
        guard end - begun >= Self.stretch else { return nil }
        defer { begun = end }
        return begun..<end
    }
}

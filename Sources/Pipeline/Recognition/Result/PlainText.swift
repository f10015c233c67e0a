/// Recognised pages as plain text.
public enum PlainText {
    /// The text of `page` in reading order: one printed line a line, blocks divided by an empty line.
    public static func text(of page: RecognisedPage) -> String {
        page.blocks.map(\.text).joined(separator: "\n\n")
    }

    /// The texts of `pages`, divided by form feeds.
    public static func text(of pages: [RecognisedPage]) -> String {
        pages.map { text(of: $0) }.joined(separator: "\u{0C}")
    }
}

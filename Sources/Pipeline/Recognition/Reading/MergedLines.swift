/// Takes apart what the recogniser has read as one line though two stand there, one over the other: it loses a short line
/// over or under a long one, as the name of a speaker over his words.
///
/// The layout knows better: lines that are twice as high as the others of their column, and whose letters stand in two
/// rows, are read again, each row by itself.
struct MergedLines {
    /// The rows of the column's letters, pixels of the level page, from the top.
    private let rows: [Row]

    /// Letters of one row, at least.
    private static let fewest = 2
    /// How much higher than the column's middle line one of two rows is.
    private static let height = 1.7
    /// How much less the rows may be trusted than what was read of both at once.
    private static let loss = 5.0

    private struct Row {
        var top: Double
        var bottom: Double
        var letters: Int
    }

    /// The lines of `column`, which was found in a look that was `lookScale` times as large as the page.
    init(_ column: TextRegion, lookScale: Double) {
        var rows: [Row] = []
        for chain in column.chains.sorted(by: { $0.box.y < $1.box.y }) {
            let (top, bottom) = (Double(chain.box.y) / lookScale, Double(chain.box.bottom) / lookScale)
            if let last = rows.last, top < last.bottom {
                rows[rows.count - 1].bottom = max(last.bottom, bottom)
                rows[rows.count - 1].letters += chain.letters.count
            } else {
                rows.append(Row(top: top, bottom: bottom, letters: chain.letters.count))
            }
        }
        self.rows = rows.filter { $0.letters >= Self.fewest }
    }

    /// `lines` of one paragraph with those of two rows read again by `rereading`; `usual` is the height of the column's
    /// lines. Boxes are in pixels of `page`.
    func apart(
        _ lines: [RecognisedLine], usual: Double, by rereading: LineRereading, on page: borrowing Bitmap
    ) throws -> [RecognisedLine] {
        var result: [RecognisedLine] = []
        for line in lines { result += try apart(line, usual, rereading, page) ?? [line] }
        return result
    }

    private func apart(
        _ line: RecognisedLine, _ usual: Double, _ rereading: LineRereading, _ page: borrowing Bitmap
    ) throws -> [RecognisedLine]? {
        let box = line.box
        guard usual > 0, box.height >= Self.height * usual, box.height <= 2 * Self.height * usual else { return nil }
        let inside = rows.filter { box.y < ($0.top + $0.bottom) / 2 && ($0.top + $0.bottom) / 2 < box.maxY }
        guard inside.count == 2 else { return nil }
        let middle = (inside[0].bottom + inside[1].top) / 2
        var parts: [RecognisedLine] = []
        for (top, bottom) in [(box.y, middle), (middle, box.maxY)] {
            let part = PageBox(x: box.x, y: top, width: box.width, height: bottom - top)
            guard let read = try rereading.reading(of: part, on: page) else { return nil }
            parts.append(read)
        }
        let trust = parts.flatMap(\.words).meanConfidence ?? 0
        return trust + Self.loss >= line.confidence ?? 0 ? parts : nil
    }
}

/// Reads pages with lines that run up, down or upside down: the label of an axis, a table set sideways, a page that was
/// put in the wrong way round. Poppler gives such lines in part at best, so the page is drawn anew, turned until they run
/// to the right.
enum TurnedText {
    /// The whole text of `page`, of which `upright` has the lines that run to the right. The reading order is that of the
    /// direction in which most is written; the lines of other directions follow.
    static func completed(_ upright: PageText, of page: borrowing Page) throws(MediaError) -> PageText {
        guard upright.hasVerticalLines || upright.hasLinesToLeft else { return upright }
        var texts = [upright]
        for turns in [1, 3, 2] where isNeeded(turns, texts) {
            if Task.isCancelled { throw MediaError(.cancelled, "TurnedText", "cancelled") }
            let document = try page.redrawn(quarterTurns: turns)
            let turned = try Page.open(1, of: document).text()
            texts.append(turnedBack(turned, quarterTurns: turns, on: page))
        }
        let main = texts.indices.max { texts[$0].characterCount < texts[$1].characterCount } ?? 0
        var whole = texts.remove(at: main)
        for text in texts {
            whole.lines += text.lines.filter { line in !whole.lines.contains { $0.box.contains(line.box.centre) } }
        }
        (whole.hasVerticalLines, whole.hasLinesToLeft) = (false, false)
        whole.unmappedCharacters = upright.unmappedCharacters
        return whole
    }

    /// Whether lines may be found by a turn that are not in `texts`, the upright one and those of the turns before.
    private static func isNeeded(_ turns: Int, _ texts: [PageText]) -> Bool {
        let isFound = texts.dropFirst().contains { !$0.lines.isEmpty }
        return switch turns {
        case 1: texts[0].hasVerticalLines
        // What runs up and what runs down stand on their heads to each other.
        case 3: texts[0].hasVerticalLines && (!isFound || texts[texts.count - 1].hasLinesToLeft)
        default: texts[0].hasLinesToLeft || !isFound
        }
    }

    private static func turnedBack(_ text: PageText, quarterTurns: Int, on page: borrowing Page) -> PageText {
        var result = text
        for line in text.lines.indices {
            result.lines[line].box = page.turnedBack(text.lines[line].box, quarterTurns: quarterTurns)
            for word in text.lines[line].words.indices {
                let box = text.lines[line].words[word].box
                result.lines[line].words[word].box = page.turnedBack(box, quarterTurns: quarterTurns)
            }
        }
        return result
    }
}

/// Recognised pages as ALTO 4 (loc.gov/standards/alto/v4): pages, text blocks, lines, strings. Lengths are pixels, or 1/1200
/// inch for pages in points, since ALTO has no unit of points.
public enum ALTO {
    /// One document of `pages`, all in the unit of the first, which have the `numbers` in theirs, from 1; counted through when
    /// nil. `engine` is named in its description.
    public static func document(_ pages: [RecognisedPage], numbers: [Int]? = nil, engine: String) -> String {
        let unit = pages.first?.unit ?? .pixel
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\">",
            "<Description>",
            "<MeasurementUnit>\(unit == .pixel ? "pixel" : "inch1200")</MeasurementUnit>",
            "<OCRProcessing ID=\"OCR_1\"><ocrProcessingStep><processingSoftware>"
                + "<softwareName>\(Markup.escaped(engine))</softwareName>"
                + "</processingSoftware></ocrProcessingStep></OCRProcessing>",
            "</Description>",
            "<Layout>",
        ]
        for (number, page) in zip(numbers ?? Array(1...max(1, pages.count)), pages) {
            lines += element(page, number: number, scale: unit == .pixel ? 1 : 1200 / 72)
        }
        lines += ["</Layout>", "</alto>", ""]
        return lines.joined(separator: "\n")
    }

    private static func element(_ page: RecognisedPage, number: Int, scale: Double) -> [String] {
        let (width, height) = (Markup.whole(page.width * scale), Markup.whole(page.height * scale))
        var lines = [
            "<Page ID=\"P\(number)\" PHYSICAL_IMG_NR=\"\(number)\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\">",
            "<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\">",
        ]
        for (place, block) in page.blocks.enumerated() {
            lines.append("<TextBlock ID=\"P\(number)_B\(place + 1)\" \(bounds(block.box, scale))>")
            for line in block.lines {
                lines.append("<TextLine \(bounds(line.box, scale))>")
                for (index, word) in line.words.enumerated() {
                    if index > 0 { lines.append("<SP/>") }
                    lines.append(string(word, scale))
                }
                lines.append("</TextLine>")
            }
            lines.append("</TextBlock>")
        }
        lines += ["</PrintSpace>", "</Page>"]
        return lines
    }

    private static func string(_ word: RecognisedWord, _ scale: Double) -> String {
        let trust = word.confidence.map { " WC=\"\(Markup.hundredths($0))\"" } ?? ""
        return "<String CONTENT=\"\(Markup.escaped(word.text))\" \(bounds(word.box, scale))\(trust)/>"
    }

    private static func bounds(_ box: PageBox, _ scale: Double) -> String {
        let box = box.scaled(by: scale)
        return "HPOS=\"\(Markup.whole(box.x))\" VPOS=\"\(Markup.whole(box.y))\" "
            + "WIDTH=\"\(Markup.whole(box.width))\" HEIGHT=\"\(Markup.whole(box.height))\""
    }
}

/// Recognised pages as hOCR 1.2 (kba.github.io/hocr-spec/1.2): XHTML whose classes say what is a page, an area, a line, a
/// word. Boxes are whole units of the page.
public enum HOCR {
    /// One document of `pages`, which have the `numbers` in theirs, from 1; counted through when nil. `engine` is named in
    /// its head.
    public static func document(_ pages: [RecognisedPage], numbers: [Int]? = nil, engine: String) -> String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<!DOCTYPE html>",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\">",
            "<head>",
            "<title></title>",
            "<meta name=\"ocr-system\" content=\"\(Markup.escaped(engine))\"/>",
            "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_line ocrx_word ocrp_wconf\"/>",
            "</head>",
            "<body>",
        ]
        for (number, page) in zip(numbers ?? Array(1...max(1, pages.count)), pages) {
            lines += element(page, number: number)
        }
        lines += ["</body>", "</html>", ""]
        return lines.joined(separator: "\n")
    }

    private static func element(_ page: RecognisedPage, number: Int) -> [String] {
        let box = PageBox(x: 0, y: 0, width: page.width, height: page.height)
        var lines = [
            "<div class=\"ocr_page\" id=\"page_\(number)\" title=\"\(bounds(box)); ppageno \(number - 1)\">"
        ]
        for (place, block) in page.blocks.enumerated() {
            lines.append("<div class=\"ocr_carea\" id=\"block_\(number)_\(place + 1)\" title=\"\(bounds(block.box))\">")
            for line in block.lines {
                let words = line.words.map(span).joined(separator: " ")
                lines.append("<span class=\"ocr_line\" title=\"\(bounds(line.box))\">\(words)</span>")
            }
            lines.append("</div>")
        }
        lines.append("</div>")
        return lines
    }

    private static func span(_ word: RecognisedWord) -> String {
        let trust = word.confidence.map { "; x_wconf \(Markup.whole($0 * 100))" } ?? ""
        return "<span class=\"ocrx_word\" title=\"\(bounds(word.box))\(trust)\">\(Markup.escaped(word.text))</span>"
    }

    private static func bounds(_ box: PageBox) -> String {
        let corners = [box.x, box.y, box.maxX, box.maxY].map { "\(Markup.whole($0))" }
        return "bbox " + corners.joined(separator: " ")
    }
}

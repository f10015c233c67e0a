import Foundation
import Testing

@testable import Pipeline

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Recognised text in its written forms.
@Suite("Written forms of recognised text")
struct RecognisedOutputTests {
    private static let page: RecognisedPage = {
        let words = ["Tom", "&", "\"Jerry\"", "<a\u{1}b>"].enumerated().map { place, text in
            RecognisedWord(
                text: text, box: PageBox(x: Double(place) * 40, y: 20, width: 30, height: 10.4),
                confidence: place == 1 ? nil : 0.874)
        }
        let blocks = [words, Array(words.prefix(1))].compactMap { words in
            RecognisedLine(words: words).flatMap { RecognisedBlock(lines: [$0, $0]) }
        }
        return RecognisedPage(width: 300, height: 200, unit: .pixel, source: .ocr, blocks: blocks)
    }()

    @Test("Plain text has a line a line, an empty line between blocks, a form feed between pages")
    func plain() {
        let block = "Tom & \"Jerry\" <a\u{1}b>"
        #expect(PlainText.text(of: Self.page) == "\(block)\n\(block)\n\nTom\nTom")
        #expect(PlainText.text(of: [Self.page, Self.page]).split(separator: "\u{0C}").count == 2)
    }

    @Test("hOCR is XML with every word, its box and its confidence")
    func hocr() throws {
        let found = try Elements(of: HOCR.document([Self.page, Self.page], engine: "tesseract <5>"))
        let words = found.all.filter { $0.attributes["class"] == "ocrx_word" }
        #expect(words.count == 20)
        #expect(words.prefix(4).map(\.text) == ["Tom", "&", "\"Jerry\"", "<a\u{FFFD}b>"])
        #expect(words[0].attributes["title"] == "bbox 0 20 30 30; x_wconf 87")
        #expect(words[1].attributes["title"] == "bbox 40 20 70 30")
        #expect(found.all.filter { $0.attributes["class"] == "ocr_page" }.count == 2)
    }

    @Test("ALTO is XML with every word, and counts 1/1200 inch for pages in points")
    func alto() throws {
        let found = try Elements(of: ALTO.document([Self.page], engine: "tesseract"))
        let strings = found.all.filter { $0.name == "String" }
        #expect(strings.map { $0.attributes["CONTENT"] }.prefix(4) == ["Tom", "&", "\"Jerry\"", "<a\u{FFFD}b>"])
        #expect(strings[0].attributes["WC"] == "0.87" && strings[1].attributes["WC"] == nil)
        #expect(strings[3].attributes["HPOS"] == "120")
        #expect(found.all.filter { $0.name == "TextLine" }.count == 4)
        let points = Self.page.inPoints(dotsPerInch: 300)
        #expect(points.unit == .point && points.width == 72)
        let scaled = try Elements(of: ALTO.document([points], engine: "tesseract"))
        #expect(scaled.all.first { $0.name == "Page" }?.attributes["WIDTH"] == "1200")
    }

    @Test("A page survives being stored")
    func stored() throws {
        let bytes = try JSONEncoder().encode(Self.page)
        #expect(try JSONDecoder().decode(RecognisedPage.self, from: bytes) == Self.page)
    }
}

/// The elements of an XML text, in the order of their beginnings.
private final class Elements: NSObject, XMLParserDelegate {
    struct Element {
        var name: String
        var attributes: [String: String]
        var text = ""
    }

    private(set) var all: [Element] = []
    private var open: [Int] = []

    /// Parses `text`; throws when it is not well-formed.
    init(of text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        guard parser.parse() else { throw CommandFailure(description: "\(String(describing: parser.parserError))") }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(all.count)
        all.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if let last = open.last { all[last].text += string }
    }
}

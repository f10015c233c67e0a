/// Decides how a page is to be read, from what can be seen on it. Tags and metadata are not asked.
///
/// - Text counts when it is visible. Where much of it lies on pictures, the page is drawn anew first, which leaves out
///   invisible text: what an earlier recognition laid over a scan is recognised anew. (Text that a picture drawn later
///   hides is not told from text on a picture and counts.)
/// - Text counts when it is text: where more than a tenth of the characters are unmapped, or less than half of them (but
///   for dots and dashes) are letters and digits, the font does not say what it shows, and the page is recognised as a whole.
/// - A picture is recognised when it could hold a word and holds no more text than a label: up to a fiftieth of it.
/// - A page without text and pictures is recognised when anything is drawn on it, as letters may be.
struct PageJudgement: ~Copyable {
    /// Points: a line of the smallest print.
    private static let smallestPicture = (width: 40.0, height: 8.0, area: 1500.0)
    /// The share of a picture that its text may fill without being the text of the picture.
    private static let label = 0.02
    /// The share of the words on pictures from which on their visibility is in doubt.
    private static let doubt = 0.3

    private let page: Page
    private let sizes: PictureSizes

    /// Judges `page`, a page of `document`.
    init(_ page: consuming Page, of document: borrowing Document) {
        self.page = page
        sizes = document.bytes.pictureSizes
    }

    /// The judgement. Throws as `Page.text` and `Page.raster` do.
    consuming func content() throws -> PageContent {
        let pictures = Self.merged(page.pictures(sizes))
        let text = try visibleText(pictures)
        let isReadable = Self.isReadable(text)
        var content = PageContent(
            number: page.number, width: page.width, height: page.height, kind: .text, text: text, regions: [])
        if isReadable {
            content.regions = pictures.compactMap { region($0, beside: text) }
            content.kind = content.regions.isEmpty ? .text : .mixed
        } else {
            content.text = PageText(unmappedCharacters: text.unmappedCharacters)
            content.regions = try wholePageRegion(pictures, hasText: text.characterCount + text.unmappedCharacters > 0)
            content.kind = content.regions.isEmpty ? .empty : .scan
        }
        return content
    }

    private func visibleText(_ pictures: [PlacedPicture]) throws(MediaError) -> PageText {
        let text = try TurnedText.completed(try page.text(), of: page)
        let words = text.lines.flatMap(\.words)
        let inside = words.count { word in pictures.contains { $0.box.contains(word.box.centre) } }
        guard Double(inside) > Self.doubt * Double(words.count) else { return text }
        let visible = try page.redrawn()
        let drawn = try Page.open(1, of: visible)
        return try TurnedText.completed(try drawn.text(), of: drawn)
    }

    private static func isReadable(_ text: PageText) -> Bool {
        var (count, known) = (0, 0)
        for line in text.lines {
            for word in line.words {
                // Leaders and rules are neither for nor against.
                for scalar in word.text.unicodeScalars where !"._-·…".unicodeScalars.contains(scalar) {
                    count += 1
                    if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { known += 1 }
                }
            }
        }
        return count > 0 && known * 2 >= count && text.unmappedCharacters * 10 <= count + text.unmappedCharacters
    }

    private func region(_ placed: PlacedPicture, beside text: PageText) -> PictureRegion? {
        let (picture, smallest) = (placed.box, Self.smallestPicture)
        guard picture.width >= smallest.width, picture.height >= smallest.height, picture.area >= smallest.area else {
            return nil
        }
        let covered = text.lines.flatMap(\.words).map { $0.box.intersection(picture) }.filter { $0.area > 0 }
        guard covered.reduce(0, { $0 + $1.area }) <= Self.label * picture.area else { return nil }
        return PictureRegion(
            box: picture, ownDotsPerInch: placed.ownDotsPerInch, covered: covered.map { $0.enlarged(by: 1) })
    }

    /// The page as one region: text on it, if any, cannot be told, so that what is drawn counts as well as the pictures.
    private func wholePageRegion(_ pictures: [PlacedPicture], hasText: Bool) throws -> [PictureRegion] {
        let largest = pictures.max { $0.box.area < $1.box.area }
        guard try largest != nil || hasText || hasInk() else { return [] }
        return [PictureRegion(box: page.box, ownDotsPerInch: largest?.ownDotsPerInch, covered: [])]
    }

    /// Whether anything but paper is seen on a small rendering.
    private func hasInk() throws -> Bool {
        let dots = Page.affordable(50, for: page.box, pixels: 1_000_000)
        let small = try page.raster(dotsPerInch: dots, layout: .grey)
        return small.samples.contains { $0 < 200 }
    }

    /// Pictures that overlap or touch, as the strips that scanners write, are one. Returned from the top down.
    private static func merged(_ pictures: [PlacedPicture]) -> [PlacedPicture] {
        var merged: [PlacedPicture] = []
        for picture in pictures {
            var whole = picture
            while let index = merged.firstIndex(where: { $0.box.enlarged(by: 1).intersection(whole.box).area > 0 }) {
                let other = merged.remove(at: index)
                if other.box.area > whole.box.area { whole.ownDotsPerInch = other.ownDotsPerInch }
                whole.box = whole.box.union(other.box)
            }
            merged.append(whole)
        }
        return merged.sorted { ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x) }
    }
}

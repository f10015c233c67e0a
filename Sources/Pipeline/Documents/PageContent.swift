/// What is on a page for a reader: the text that is there as text, and the places that hold text as a picture at best.
public struct PageContent: Codable, Sendable, Hashable {
    /// How a page is to be read.
    public enum Kind: String, Codable, Sendable {
        /// All as text.
        case text
        /// All by recognition: a scan, a drawing, or text whose characters nobody can tell.
        case scan
        /// The text as text, the pictures in `regions` by recognition.
        case mixed
        /// There is nothing on it.
        case empty
    }

    /// The number of the page, from 1.
    public var number: Int
    /// Points across, as the page is shown.
    public var width: Double
    /// Points down.
    public var height: Double
    /// How the page is to be read.
    public var kind: Kind
    /// The text to take as it is; none for a scan.
    public var text: PageText
    /// What is to be recognised, from the top down; none of them overlap.
    public var regions: [PictureRegion]
}

/// A part of a page to be recognised.
public struct PictureRegion: Codable, Sendable, Hashable {
    /// Where it is.
    public var box: PageBox
    /// The dots per inch that its picture has, nil when unknown or when it is drawn.
    public var ownDotsPerInch: Double?
    /// Parts of it that hold text which is taken as text: to be painted over before recognising, so that nothing is said
    /// twice.
    public var covered: [PageBox]

    /// The dots per inch to render it at: those of its picture where they suit recognition (200 to 400), since then no
    /// pixel is made up or lost, else 300.
    public var dotsPerInch: Double {
        guard let own = ownDotsPerInch, (195...405).contains(own) else { return 300 }
        return own
    }
}

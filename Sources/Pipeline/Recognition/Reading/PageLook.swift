internal import CTesseract

/// What a page looks like from further off: small enough to be quick, sharp enough to tell letters.
struct PageLook {
    /// Pixels of the look to a pixel of the page, at most 1.
    let scale: Double
    /// Pixels across.
    let width: Int
    /// Pixels down.
    let height: Int
    /// How ink and paper differ.
    let tone: PageTone
    /// The connected parts of its ink.
    let components: [Component]

    /// Pixels of the look; what is wider in both directions is no letter.
    private static let reach = 60

    /// Looks at the grey `page`.
    init(_ page: borrowing Bitmap) throws(MediaError) {
        let side = max(page.width, page.height)
        let scale = min(1, Double(RecognitionLimits.lookSide) / Double(side))
        let reduced = try page.scaled(by: scale)
        let isInverted = try PageTone.isInverted(reduced)
        let even = try (isInverted ? reduced.inverted() : reduced).evened(reach: Self.reach)
        let tone = try PageTone(even: even, isInverted: isInverted)
        let ink = try tone.deepened(even).ink(reach: 20)
        self.init(
            scale: scale, width: ink.width, height: ink.height, tone: tone,
            components: try ink.components(limit: RecognitionLimits.components))
    }

    private init(scale: Double, width: Int, height: Int, tone: PageTone, components: [Component]) {
        self.scale = scale
        self.width = width
        self.height = height
        self.tone = tone
        self.components = components
    }

    /// The `page` that this is the look of with dark ink on paper of one brightness.
    func normalised(_ page: borrowing Bitmap) throws(MediaError) -> Bitmap {
        let reach = Int(Double(Self.reach) / scale)
        guard tone.isInverted else { return try tone.deepened(try page.evened(reach: reach)) }
        return try tone.deepened(try page.inverted().evened(reach: reach))
    }

    /// The look of the page turned clockwise by a quarter.
    func turnedClockwise() -> PageLook {
        PageLook(
            scale: scale, width: height, height: width, tone: tone,
            components: components.map { $0.turnedClockwise(pageHeight: height) })
    }

    /// Whether lines of text run up or down rather than across: whether letters have their neighbours there.
    var liesSideways: Bool {
        let across = chained(components, pageHeight: height)
        let down = chained(turnedClockwise().components, pageHeight: width)
        return down >= 20 && 2 * down > 3 * across
    }

    /// How many letters are in chains of four and more.
    private func chained(_ components: [Component], pageHeight: Int) -> Int {
        guard let size = LetterSize.dominant(in: components, pageHeight: pageHeight) else { return 0 }
        return ChainFinder(components, letterHeight: size).chains().filter { $0.letters.count >= 4 }
            .reduce(0) { $0 + $1.letters.count }
    }
}

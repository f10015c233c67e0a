extension MediaDescription {
    /// What `DescribeImage` has found.
    public init(_ image: ImageDescription) {
        self.init(kind: .image)
        width = image.width
        height = image.height
        container = image.format.rawValue
        pages = image.pages
        isAnimated = image.isAnimated
        duration = image.duration
        hasAlpha = image.hasAlpha
        colourSpace = image.colour.rawValue
        blurHash = image.blurHash
    }

    /// What `DescribeDocument` has found; the size is that of the first page in points.
    public init(_ document: DocumentDescription) {
        self.init(kind: .document)
        pages = document.pageCount
        width = document.width.map { Int($0.rounded()) }
        height = document.height.map { Int($0.rounded()) }
        needsPassword = document.needsPassword
    }
}

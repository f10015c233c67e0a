internal import Pipeline

extension ServiceMetrics {
    /// Counts what happened to the decoded pictures that are kept.
    func show(_ event: DecodedPictureCache.Event) {
        switch event {
        case .hit: pictureHits.add(1)
        case .miss: pictureMisses.add(1)
        case .bytes(let bytes): pictureBytes.set(Double(bytes))
        }
    }
}

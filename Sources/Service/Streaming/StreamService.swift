internal import NIOCore
internal import Pipeline

/// Plays files: playlists from the presentation, segments on demand.
struct StreamService: Sendable {
    let files: FileService
    let library: any MediaLibrary
    let runner: any RecipeRunner
    let supply: DerivedSupply
    let prefetcher: Prefetcher

    /// A playlist and the tag of its bytes.
    struct Playlist: Sendable {
        var text: String
        var tag: EntityTag
    }

    /// The media type of every segment.
    static let segmentType = "video/mp2t"

    /// A playable file, with what follows from its index. Throws `unsupported_media_type` for other files.
    func playable(_ id: String, for access: Access) async throws -> (file: StoredFile, presentation: HLSPresentation) {
        let file = try await files.find(id, for: access)
        guard file.isPlayable else {
            throw ServiceError(.unsupportedMediaType, "The file is neither video nor audio.")
        }
        return (file, try await library.presentation(of: file.reference))
    }

    /// The master playlist; the same bytes for everybody.
    func master(_ id: String, for access: Access) async throws -> Playlist {
        let presentation = try await playable(id, for: access).presentation
        let prefix = "v-\(presentation.version)/"
        return Playlist(
            text: presentation.masterPlaylist(prefix: prefix), tag: EntityTag("\(presentation.version)-master"))
    }

    /// The playlist of `rung`. `version` is the one in the URL, if there is one.
    func playlist(_ id: String, rung: String, version: String?, for access: Access) async throws -> Playlist {
        let presentation = try await playable(id, for: access).presentation
        try check(version, presentation)
        guard let text = presentation.mediaPlaylist(rung: rung) else {
            throw ServiceError(.notFound, "The file has no such rung.")
        }
        return Playlist(text: text, tag: EntityTag("\(presentation.version)-\(rung)"))
    }

    /// A segment that exists, or can be made: what it is called, how it is made, and the tag that follows from that.
    struct SegmentOrder: Sendable {
        let recipe: EncodeSegment
        let name: DerivedName
        let tag: EntityTag
        let version: String
        let segmentCount: Int
        /// Whether making it costs only reading.
        let isRemuxed: Bool
    }

    /// Finds out what `segment` of a file is. Throws `not_found` for an unknown rung, number or version.
    func order(_ id: String, _ segment: SegmentName, version: String?, for access: Access) async throws -> SegmentOrder
    {
        let (file, presentation) = try await playable(id, for: access)
        try check(version, presentation)
        guard segment.number < presentation.segmentCount, let rung = presentation.rung(segment.rung) else {
            throw ServiceError(.notFound, "The file has no such segment.")
        }
        return SegmentOrder(
            recipe: EncodeSegment(input: file.reference, rung: rung.name, number: segment.number),
            name: .segment(
                file.content, version: presentation.version, rung: rung.name, number: segment.number),
            tag: EntityTag("\(presentation.version)-\(rung.name)-\(segment.number)"), version: presentation.version,
            segmentCount: presentation.segmentCount, isRemuxed: presentation.isRemuxed(rung))
    }

    /// The segment, made now if it is not there yet. Cancelling gives up this caller's share of the work.
    func segment(_ order: SegmentOrder) async throws -> ByteBuffer {
        let bytes = try await supply.get(order.name, order.isRemuxed ? .remux : .segment) { [runner] in
            ByteBuffer(bytes: try await runner.run(order.recipe).bytes)
        }
        // Only now: a client that left while it waited wants nothing more. What costs only reading needs no head start.
        if !order.isRemuxed {
            prefetcher.follow(order.recipe, version: order.version, segmentCount: order.segmentCount)
        }
        return bytes
    }

    private func check(_ version: String?, _ presentation: HLSPresentation) throws {
        guard let version, version != presentation.version else { return }
        throw ServiceError(.notFound, "There is no such version of this stream.")
    }
}

internal import NIOCore
internal import Pipeline

/// Plays files: playlists from the presentation, segments and stills on demand.
struct StreamService: Sendable {
    let files: FileService
    let library: any MediaLibrary
    let runner: any RecipeRunner
    let supply: SegmentSupply
    let prefetcher: Prefetcher

    /// A playlist and the tag of its bytes.
    struct Playlist: Sendable {
        var text: String
        var tag: EntityTag
    }

    /// Bytes made from a file, their tag and type.
    struct Derived: Sendable {
        var bytes: ByteBuffer
        var tag: EntityTag
        var contentType: String
    }

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

    /// The tag of a segment, known before its bytes are: they follow from its name.
    func segmentTag(_ id: String, _ segment: SegmentName, version: String?, for access: Access) async throws
        -> EntityTag
    {
        let presentation = try await playable(id, for: access).presentation
        try check(version, presentation)
        try check(segment, presentation)
        return EntityTag("\(presentation.version)-\(segment.rung)-\(segment.number)")
    }

    /// One segment, made now if it is not there yet. Cancelling gives up this caller's share of the work.
    func segment(_ id: String, _ segment: SegmentName, version: String?, for access: Access) async throws -> Derived {
        let (file, presentation) = try await playable(id, for: access)
        try check(version, presentation)
        try check(segment, presentation)
        let name = DerivedName.segment(
            file.content, version: presentation.version, rung: segment.rung, number: segment.number)
        let tag = EntityTag("\(presentation.version)-\(segment.rung)-\(segment.number)")
        let recipe = EncodeSegment(input: file.reference, rung: segment.rung, number: segment.number)
        // What costs only reading needs no head start.
        if let rung = presentation.rung(segment.rung), !presentation.isRemuxed(rung) {
            prefetcher.follow(recipe, version: presentation.version, segmentCount: presentation.segmentCount)
        }
        if let present = try await supply.present(name) {
            return Derived(bytes: present, tag: tag, contentType: "video/mp2t")
        }
        let made = try await supply.get(name, kind: "segment") { [runner] in
            ByteBuffer(bytes: try await runner.run(recipe).bytes)
        }
        return Derived(bytes: made, tag: tag, contentType: "video/mp2t")
    }

    /// A still picture.
    func still(_ id: String, _ wish: StillWish, for access: Access) async throws -> Derived {
        let (file, presentation) = try await playable(id, for: access)
        guard file.media?.kind == .video else { throw ServiceError(.notFound, "The file has no pictures.") }
        let recipe = VideoThumbnail(input: file.reference, time: wish.time, width: wish.width, format: wish.format)
        let name = DerivedName.still(recipe, version: presentation.version)
        let tag = EntityTag(name.name.replacing("/", with: "-"))
        let contentType = "image/\(wish.format.rawValue)"
        if let present = try await supply.present(name) {
            return Derived(bytes: present, tag: tag, contentType: contentType)
        }
        let made = try await supply.get(name, kind: "still") { [runner] in
            ByteBuffer(bytes: try await runner.run(recipe).bytes)
        }
        return Derived(bytes: made, tag: tag, contentType: contentType)
    }

    private func check(_ version: String?, _ presentation: HLSPresentation) throws {
        guard let version, version != presentation.version else { return }
        throw ServiceError(.notFound, "There is no such version of this stream.")
    }

    private func check(_ segment: SegmentName, _ presentation: HLSPresentation) throws {
        guard segment.number < presentation.segmentCount, presentation.rung(segment.rung) != nil
        else { throw ServiceError(.notFound, "The file has no such segment.") }
    }
}

/// What still is wanted.
struct StillWish: Equatable, Sendable {
    var time: Double?
    var width: Int?
    var format: StillFormat
}

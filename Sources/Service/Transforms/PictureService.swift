internal import NIOCore
internal import Pipeline

/// Makes pictures of images, documents and videos: other sizes and formats, pages, stills.
struct PictureService: Sendable {
    let files: FileService
    let runner: any RecipeRunner
    let supply: DerivedSupply
    let publication: Publication
    let blobs: any BlobStore

    /// The largest side of a thumbnail for which nobody names one, pixels.
    private static let thumbnailWidth = 1280

    /// What `wish` asks for. `accept` is the caller's `Accept` field. Throws `unsupported_media_type` for files that are
    /// neither images nor documents.
    func order(_ wish: PictureWish, accept: String?, of file: StoredFile) throws -> PictureOrder {
        let output = wish.output(as: format(wish.format, accept: accept, of: file))
        switch file.pictureSource {
        case .image:
            return try PictureOrder(
                TransformImage(
                    input: file.reference, page: wish.page.map { $0 - 1 }, resize: wish.resize, output: output))
        case .document:
            // Drawn at the size that is wanted: nothing is made up by enlarging, or thrown away.
            let size: RenderPage.Size =
                if let width = wish.resize.width, wish.resize.height == nil {
                    .width(Int(Double(width) * wish.resize.pixelRatio))
                } else {
                    .dotsPerInch(wish.dotsPerInch ?? 150)
                }
            let page = RenderPage(
                input: file.reference, page: wish.page ?? 1, size: size, password: wish.password)
            return try PictureOrder(PictureOfPage(page, resize: wish.resize, output: output))
        case .video, nil:
            throw ServiceError(.unsupportedMediaType, "The file is neither an image nor a PDF document.")
        }
    }

    /// The thumbnail of a file. Throws `unsupported_media_type` for files that show nothing, `not_found` for sound.
    func still(_ id: String, _ wish: StillWish, for access: Access) async throws -> PictureOrder {
        let file = try await files.find(id, for: access)
        guard let format = ImageFormat(rawValue: wish.format.rawValue) else {
            throw ServiceError(.invalidRequest, "format must be jpeg, webp or avif.")
        }
        let width = wish.width ?? Self.thumbnailWidth
        switch file.pictureSource {
        case .video:
            return try PictureOrder(
                VideoThumbnail(input: file.reference, time: wish.time, width: wish.width, format: wish.format))
        case .image:
            return try PictureOrder(
                TransformImage(
                    input: file.reference, page: 0, resize: ImageResize(width: width), output: ImageOutput(format)))
        case .document:
            return try PictureOrder(
                PictureOfPage(RenderPage(input: file.reference, size: .width(width)), output: ImageOutput(format)))
        case nil where file.media?.kind == .audio: throw ServiceError(.notFound, "The file has no pictures.")
        case nil: throw ServiceError(.unsupportedMediaType, "The file is neither video, image nor PDF document.")
        }
    }

    /// The bytes of `order`, made now unless they are there. Cancelling gives up this caller's share of the work.
    func bytes(of order: PictureOrder) async throws -> ByteBuffer {
        try await supply.get(order.name, .still) { [runner] in
            ByteBuffer(bytes: try await order.run(on: runner).bytes)
        }
    }

    /// Makes a file of `order` beside `source`, for the same owner.
    func store(_ order: PictureOrder, beside source: StoredFile) async throws -> StoredFile {
        let bytes = try await bytes(of: order)
        let content = Identifier.random()
        let digest = StreamDigest()
        await digest.append(bytes)
        do {
            try await blobs.put(bytes, to: .original(content))
            return try await publication.publish(
                Publication.Arrival(
                    content: content, owner: source.owner,
                    filename: FileName.replacingExtension(of: source.filename, for: order.contentType),
                    contentType: order.contentType, size: Int64(bytes.readableBytes), sha256: await digest.finish(),
                    projectID: source.projectID, metadata: .object([:])))
        } catch {
            await shieldedFromCancellation { [blobs] in try? await blobs.deleteAll(content) }
            throw error
        }
    }

    private func format(_ wish: PictureWish.Format, accept: String?, of file: StoredFile) -> ImageFormat {
        let (hasAlpha, isAnimated) = (file.media?.hasAlpha ?? false, file.media?.isAnimated ?? false)
        switch wish {
        case .fixed(let format): return format
        case .automatic: return .preferred(accept: accept, hasAlpha: hasAlpha, isAnimated: isAnimated)
        case .same:
            let own = ImageFormat.allCases.first { $0.contentType == file.contentType }
            if let own, own.isWritable { return own }
            return .preferred(accept: nil, hasAlpha: hasAlpha, isAnimated: isAnimated)
        }
    }
}

extension StoredFile {
    /// What pictures can be made from.
    fileprivate enum PictureSource { case image, document, video }

    fileprivate var pictureSource: PictureSource? {
        if media?.kind == .video { return .video }
        if contentType == "application/pdf" { return .document }
        return contentType.hasPrefix("image/") ? .image : nil
    }
}

extension FileName {
    /// `name` with the usual ending of `contentType` instead of its own, within the length that a name may have.
    static func replacingExtension(of name: String, for contentType: String) -> String {
        let subtype = contentType.drop { $0 != "/" }.dropFirst()
        let ending = subtype == "jpeg" ? "jpg" : String(subtype)
        var stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
        if stem.isEmpty { stem = name[...] }
        while stem.utf8.count + 1 + ending.utf8.count > 255 { stem.removeLast() }
        return "\(stem).\(ending)"
    }
}

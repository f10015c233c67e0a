import Pipeline

/// A file whose bytes have a name, as those in a store do.
struct NamedSource: ByteSource {
    var file: any ByteSource
    var content: String?

    var size: Int64 { file.size }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        try file.read(into: buffer, at: offset)
    }
}

extension Engine {
    /// An engine that reads `source` under the name `content` and keeps what it decodes in `pictures`.
    static func reading(
        _ source: any ByteSource, as content: String, keepingIn pictures: DecodedPictureCache
    ) -> Engine {
        Engine(
            executor: shared.executor, library: SourceLibrary(source: NamedSource(file: source, content: content)),
            pictures: pictures)
    }
}

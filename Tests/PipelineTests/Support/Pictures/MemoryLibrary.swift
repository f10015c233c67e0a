import Pipeline

/// A file in memory.
struct MemorySource: ByteSource {
    var bytes: [UInt8]

    var size: Int64 { Int64(bytes.count) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        guard offset >= 0, offset < size else { return 0 }
        let part = bytes[Int(offset)...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}

/// A library with one source, whatever the reference.
struct SourceLibrary: MediaLibrary {
    var source: any ByteSource

    func source(for reference: MediaReference) async throws -> any ByteSource { source }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        throw MediaError(.notFound, "SourceLibrary", "no video here")
    }
}

extension Engine {
    /// An engine that reads `bytes`, on the threads that all tests share.
    static func reading(_ bytes: [UInt8]) -> Engine { reading(MemorySource(bytes: bytes)) }

    /// An engine that reads `source`, on the threads that all tests share.
    static func reading(_ source: any ByteSource) -> Engine {
        Engine(executor: shared.executor, library: SourceLibrary(source: source))
    }
}

/// What every recipe over one source in memory names.
let onlyFile = MediaReference("only")

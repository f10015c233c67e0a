/// How a file that is sent in chunks is divided: all chunks are of one size, the last may be shorter.
struct UploadGrid: Hashable, Sendable {
    /// Chunks that one upload may have: each is a row, and completing reads them all.
    static let maxChunks: Int64 = 100_000
    /// Bytes that a chunk may have.
    static let chunkSizes: ClosedRange<Int64> = 1...1_073_741_824
    /// What callers get who do not say.
    static let defaultChunkSize: Int64 = 5_242_880

    /// Bytes of the whole file.
    let size: Int64
    /// Bytes of every chunk but the last.
    let chunkSize: Int64

    init(size: Int64, chunkSize: Int64) {
        self.size = size
        self.chunkSize = chunkSize
    }

    /// Checks what a caller asks for. Throws `empty_file`, or `invalid_request` saying what would do.
    init(checkedSize size: Int64, chunkSize: Int64) throws {
        guard size >= 0 else { throw ServiceError(.invalidRequest, "size must be a positive whole number of bytes.") }
        guard size > 0 else { throw ServiceError(.emptyFile, "The file is empty.") }
        guard Self.chunkSizes.contains(chunkSize) else {
            throw ServiceError(
                .invalidRequest,
                "chunkSize must be from \(Self.chunkSizes.lowerBound) to \(Self.chunkSizes.upperBound) bytes.")
        }
        self.init(size: size, chunkSize: chunkSize)
        guard count <= Self.maxChunks else {
            throw ServiceError(
                .invalidRequest,
                "That makes \(count) chunks, and an upload has at most \(Self.maxChunks): "
                    + "chunkSize must be at least \((size - 1) / Self.maxChunks + 1).")
        }
    }

    /// How many chunks there are.
    var count: Int64 { chunks(in: size) }

    /// How many chunks `bytes` bytes make, if they are whole chunks.
    func chunks(in bytes: Int64) -> Int64 { (bytes - 1) / chunkSize + (bytes > 0 ? 1 : 0) }

    /// The number of the chunk that begins at `offset`.
    func number(at offset: Int64) -> Int64 { offset / chunkSize }

    /// The bytes of the chunk that begins at `offset`.
    func range(at offset: Int64) -> Range<Int64> { offset..<min(offset + chunkSize, size) }

    /// The chunk that `sent` stands for. Throws `range_not_satisfiable` for what lies outside the file, and
    /// `invalid_request` for what is no chunk.
    func chunk(_ sent: ContentRange) throws -> Range<Int64> {
        if let length = sent.completeLength, length != size {
            throw ServiceError(.invalidRequest, "Content-Range says the file has \(length) bytes, not \(size).")
        }
        guard sent.range.upperBound <= size else {
            var error = ServiceError(.rangeNotSatisfiable, "The range lies outside the \(size) bytes of the file.")
            error.completeLength = size
            throw error
        }
        guard sent.range.lowerBound % chunkSize == 0 else {
            throw ServiceError(.invalidRequest, "A chunk must begin at a multiple of \(chunkSize).")
        }
        let chunk = range(at: sent.range.lowerBound)
        guard sent.range == chunk else {
            throw ServiceError(
                .invalidRequest,
                "The chunk at \(chunk.lowerBound) has \(chunk.count) bytes, not \(sent.range.count): "
                    + "only the last may be shorter than \(chunkSize).")
        }
        return chunk
    }

    /// The numbers of the first chunks that are not among those beginning at `offsets`, which ascend.
    func missing(besides offsets: [Int64], limit: Int = 1000) -> [Int64] {
        var missing: [Int64] = []
        var next: Int64 = 0
        for number in offsets.map(number(at:)) + [count] {
            missing += (next..<max(next, number)).prefix(limit - missing.count)
            if missing.count == limit { break }
            next = number + 1
        }
        return missing
    }
}

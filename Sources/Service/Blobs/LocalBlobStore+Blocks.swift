internal import Foundation
internal import NIOCore

/// Blobs that are put together from blocks.
extension LocalBlobStore {
    func reserve(_ size: Int64, for key: BlobKey) async throws {
        let area = try stagingArea(of: key)
        try await Self.offload { try area.reserve(size) }
    }

    func blockWriter(for block: BlobBlock, of key: BlobKey, _ placement: BlockPlacement) async throws
        -> any BlockWriter
    {
        let area = try stagingArea(of: key)
        switch placement {
        case .direct:
            let file = try OpenFile.writing(area.data, creating: false)
            return LocalBlockWriter(
                file, at: block.offset, staged: StagedBlock(block: block, place: StagingArea.direct))
        case .aside:
            // Between a commit and its publication the area is gone, and after a crash there blocks may come again.
            try Directory.create(area.folder)
            let place = StagingArea.newPlace()
            let path = area.folder + "/" + place
            return LocalBlockWriter(
                try OpenFile.writing(path), at: 0, staged: StagedBlock(block: block, place: place), ownFile: path)
        }
    }

    func reader(for staged: StagedBlock, of key: BlobKey) async throws -> any BlobReader {
        let area = try stagingArea(of: key)
        if staged.place != StagingArea.direct {
            guard let path = area.file(aside: staged.place) else { throw BlobError(.unknownBlock, "reader") }
            if let file = try? OpenFile.reading(path) {
                return LocalBlobReader(file: file, range: 0..<staged.block.size)
            }
        }
        let isCommitted = Directory.file(area.data) == nil
        guard isCommitted || staged.place == StagingArea.direct else { throw BlobError(.unknownBlock, "reader") }
        let file = try OpenFile.reading(isCommitted ? try path(of: key) : area.data)
        guard staged.block.range.upperBound <= (try file.size()) else { throw BlobError(.unknownBlock, "reader") }
        return LocalBlobReader(file: file, range: staged.block.range)
    }

    func discard(_ staged: StagedBlock, of key: BlobKey) async throws {
        // The place of a block in the file itself is taken by whatever comes next.
        guard let path = try stagingArea(of: key).file(aside: staged.place) else { return }
        guard unlink(path) == 0 || errno == ENOENT else { throw BlobError(errno: errno, "unlink") }
    }

    func commit(_ blocks: [StagedBlock], to key: BlobKey) async throws -> BlobStat {
        let (area, target) = (try stagingArea(of: key), try path(of: key))
        let size = blocks.reduce(0) { $0 + $1.block.size }
        guard blocks.map(\.block.range.upperBound).max() ?? 0 == size else { throw BlobError(.unknownBlock, "commit") }
        return try await Self.offload {
            if Directory.file(area.data) != nil {
                try area.assemble(blocks, into: area.data, size: size, again: false)
                try Self.publish(area.data, as: target)
            } else if Directory.file(target) != nil {
                // An earlier commit was not followed by a publication; blocks may have come again since.
                try area.assemble(blocks, into: target, size: size, again: true)
            } else {
                throw BlobError(.unknownBlock, "commit")
            }
            try Directory.remove(area.folder)
            return BlobStat(size: size)
        }
    }

    func discardBlocks(of key: BlobKey) async throws {
        let area = try stagingArea(of: key)
        try await Self.offload { try Directory.remove(area.folder) }
    }

    func stagedContents() async throws -> [String: Timestamp] {
        try await Self.offload { [staging] in
            Directory.names(in: staging).reduce(into: [:]) { found, name in
                let content = String(name.prefix(32))
                guard Identifier.isValid(content), !name.hasSuffix(".part") else { return }
                found[content] = Directory.lastChange(below: staging + "/" + name)
            }
        }
    }
}

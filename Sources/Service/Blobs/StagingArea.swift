internal import Foundation
internal import NIOCore

/// The folder of one blob that is being put together: the file that it will be, written at every block's own offset,
/// and beside it the blocks that came again.
///
/// ```
/// staging/<content>-original/data             preallocated; becomes the blob by a rename
/// staging/<content>-original/<random>.block   one block, which counts instead of its bytes in `data`
/// ```
struct StagingArea: Sendable {
    let folder: String

    /// The place of a block that lies in the file itself.
    static let direct = "data"

    var data: String { folder + "/" + Self.direct }

    /// The file of a block that lies beside the others; nil for a name that no store has given.
    func file(aside place: String) -> String? {
        guard place.hasSuffix(".block"), Identifier.isValid(place.dropLast(6)) else { return nil }
        return folder + "/" + place
    }

    /// A new name for a block beside the others.
    static func newPlace() -> String { Identifier.random() + ".block" }

    /// Makes the file with `size` bytes of disk behind it, so that a full disk shows before anything is sent.
    func reserve(_ size: Int64) throws {
        try Directory.create(folder)
        do {
            let file = try OpenFile.writing(data)
            try file.allocate(size)
            try file.synchronize()
            try Directory.synchronize(folder)
            try Directory.synchronize((folder as NSString).deletingLastPathComponent)
        } catch {
            try? Directory.remove(folder)
            throw error
        }
    }

    /// Puts the blocks that lie aside into the file at `path`, which then holds exactly `blocks`.
    ///
    /// A crash in the middle leaves all blocks where they were said to be, so that it can be done again. With
    /// `again`, blocks that are no more aside are those that an earlier commit has put there.
    func assemble(_ blocks: [StagedBlock], into path: String, size: Int64, again: Bool) throws {
        let file = try OpenFile.writing(path, creating: false)
        for staged in blocks where staged.place != Self.direct {
            guard let aside = self.file(aside: staged.place) else { throw unknown(staged) }
            do {
                try file.take(staged.block, from: try OpenFile.reading(aside))
            } catch let error as BlobError where error.code == .notFound {
                guard again else { throw unknown(staged) }
            }
        }
        try file.truncate(to: size)
        try file.synchronize()
    }

    private func unknown(_ staged: StagedBlock) -> BlobError {
        BlobError(.unknownBlock, "assemble", "the block at \(staged.block.offset)")
    }
}

extension OpenFile {
    /// Copies all of `source` to where `block` lies.
    fileprivate func take(_ block: BlobBlock, from source: OpenFile) throws {
        var done: Int64 = 0
        while done < block.size {
            let bytes = try source.read(Int(min(block.size - done, 1_048_576)), at: done)
            guard bytes.readableBytes > 0 else { throw BlobError(.unavailable, "take", "a block is cut short") }
            try write(bytes, at: block.offset + done)
            done += Int64(bytes.readableBytes)
        }
    }
}

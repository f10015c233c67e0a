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

    /// Puts the blocks that lie aside into the file, which then holds exactly `blocks`.
    ///
    /// A crash in the middle leaves all blocks where they were said to be, so that it can be done again.
    func assemble(_ blocks: [StagedBlock], size: Int64) throws {
        let file = try OpenFile.writing(data, creating: false)
        for staged in blocks where staged.place != Self.direct {
            guard let path = self.file(aside: staged.place), let source = try? OpenFile.reading(path) else {
                throw BlobError(.unknownBlock, "assemble", "the block at \(staged.block.offset)")
            }
            var done: Int64 = 0
            while done < staged.block.size {
                let bytes = try source.read(Int(min(staged.block.size - done, 1_048_576)), at: done)
                guard bytes.readableBytes > 0 else {
                    throw BlobError(.unavailable, "assemble", "the block at \(staged.block.offset) is cut short")
                }
                try file.write(bytes, at: staged.block.offset + done)
                done += Int64(bytes.readableBytes)
            }
        }
        try file.truncate(to: size)
        try file.synchronize()
    }
}

internal import Synchronization

/// A block that is being written to its place in the file, as the sum of the file sees it.
final class BlockInFlight: Sendable {
    let upload: StoredUpload
    /// The file's bytes it stands for.
    let range: Range<Int64>
    /// For reading what is written before the block is finished; nil where the store cannot.
    let readable: (any ReadableBlockWriter)?
    /// The sum that the writer carries on.
    let carried = Mutex<StreamDigest?>(nil)

    init(_ writer: any BlockWriter, to range: Range<Int64>, of upload: StoredUpload) {
        self.upload = upload
        self.range = range
        readable = writer as? any ReadableBlockWriter
    }
}

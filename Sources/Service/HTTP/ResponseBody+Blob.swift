internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

extension ResponseBody {
    /// The `count` bytes of `reader`, sent over `channel`: by the system straight from the file where both allow it, else
    /// piece by piece. `patience` is how long the caller may take over one piece before it counts as gone.
    init(_ reader: any BlobReader, count: Int, over channel: any Channel, patience: TimeAmount) {
        self.init(contentLength: count) { writer in
            if let slice = reader.slice, let transfer = await FileTransfer(slice, over: channel, patience: patience) {
                try await transfer.run()
            } else {
                while let piece = try await reader.next() { try await writer.write(piece) }
            }
            try await writer.finish(nil)
        }
    }
}

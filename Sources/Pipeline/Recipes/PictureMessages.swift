internal import Foundation

/// What a worker is asked about a picture; the input follows, in messages of `piece` bytes at most.
struct PictureRequest: Codable, Sendable {
    /// Bytes of the input that are sent at once.
    static let piece = 1 << 20

    var task: PictureTask
    /// Of the input.
    var bytes: Int

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] { try JSONMessage.encode(self) }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) { self = try JSONMessage.decode(bytes) }

    init(_ task: PictureTask, bytes: Int) {
        self.task = task
        self.bytes = bytes
    }
}

/// What a worker answers about a picture; the bulk of a result follows as a message of its own.
enum PictureAnswer: Codable, Sendable {
    /// A file follows.
    case image(contentType: String, width: Int, height: Int)
    /// Samples follow.
    case raster(RasterShape)
    case description(ImageDescription)
    /// It cannot be done.
    case failed(MediaError.Code, operation: String, message: String)

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] { try JSONMessage.encode(self) }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) { self = try JSONMessage.decode(bytes) }
}

/// Values as messages.
private enum JSONMessage {
    static func encode(_ value: some Encodable) throws(MediaError) -> [UInt8] {
        do { return [UInt8](try JSONEncoder().encode(value)) } catch {
            throw MediaError(.engine, "JSONMessage", "cannot be encoded", cause: error)
        }
    }

    static func decode<Value: Decodable>(_ bytes: [UInt8]) throws(MediaError) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(bytes)) } catch {
            throw MediaError(.engine, "JSONMessage", "cannot be decoded", cause: error)
        }
    }
}

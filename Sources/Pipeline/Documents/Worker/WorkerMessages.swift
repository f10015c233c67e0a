internal import Foundation

/// What a worker is asked.
enum WorkerRequest: Codable, Sendable {
    /// Open the document whose memory file follows as a descriptor.
    case open(password: String?)
    /// Work on a page of it.
    case perform(PageTask, page: Int)
    /// Draw a page as the next of a searchable document; its words follow as a message of their own.
    case redraw(page: Int)
    /// End the searchable document.
    case finishRedrawing

    /// Begins the shortest of messages, where JSON has a brace: a page whose text is wanted. There are thousands of them,
    /// and writing JSON takes as long as a tenth of a page.
    private static let textMark: UInt8 = 0

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] {
        if case .perform(.text, let page) = self, let number = UInt32(exactly: page) {
            return withUnsafeBytes(of: number.littleEndian) { [Self.textMark] + $0 }
        }
        do { return [UInt8](try JSONEncoder().encode(self)) } catch {
            throw MediaError(.engine, "WorkerRequest", "cannot be encoded", cause: error)
        }
    }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) {
        if bytes.count == 5, bytes[0] == Self.textMark {
            self = .perform(.text, page: bytes.dropFirst().reversed().reduce(0) { $0 << 8 | Int($1) })
            return
        }
        do { self = try JSONDecoder().decode(WorkerRequest.self, from: Data(bytes)) } catch {
            throw MediaError(.engine, "WorkerRequest", "cannot be decoded", cause: error)
        }
    }
}

/// What a worker answers; the bulk of a result follows as a message of its own.
enum WorkerAnswer: Codable, Sendable {
    /// The document is open and has so many pages.
    case opened(pages: Int)
    /// The size of a page.
    case size(width: Double, height: Double)
    /// A page's text follows.
    case text
    /// How a page is to be read, without its text, which follows.
    case content(PageContent)
    /// Samples follow.
    case raster(width: Int, height: Int, samples: Int, dotsPerInch: Double?)
    /// The page is drawn.
    case redrawn
    /// The bytes of a document follow.
    case document
    /// It cannot be done.
    case failed(MediaError.Code, operation: String, message: String)

    /// The message that a text follows, where JSON has a brace.
    private static let textMark: [UInt8] = [0]

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] {
        if case .text = self { return Self.textMark }
        do { return [UInt8](try JSONEncoder().encode(self)) } catch {
            throw MediaError(.engine, "WorkerAnswer", "cannot be encoded", cause: error)
        }
    }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) {
        if bytes == Self.textMark {
            self = .text
            return
        }
        do { self = try JSONDecoder().decode(WorkerAnswer.self, from: Data(bytes)) } catch {
            throw MediaError(.engine, "WorkerAnswer", "cannot be decoded", cause: error)
        }
    }
}

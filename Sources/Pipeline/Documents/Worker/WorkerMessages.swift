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

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] {
        do { return [UInt8](try JSONEncoder().encode(self)) } catch {
            throw MediaError(.engine, "WorkerRequest", "cannot be encoded", cause: error)
        }
    }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) {
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

    /// As the bytes of a message.
    func encoded() throws(MediaError) -> [UInt8] {
        do { return [UInt8](try JSONEncoder().encode(self)) } catch {
            throw MediaError(.engine, "WorkerAnswer", "cannot be encoded", cause: error)
        }
    }

    /// Reads the bytes of a message.
    init(decoding bytes: [UInt8]) throws(MediaError) {
        do { self = try JSONDecoder().decode(WorkerAnswer.self, from: Data(bytes)) } catch {
            throw MediaError(.engine, "WorkerAnswer", "cannot be decoded", cause: error)
        }
    }
}

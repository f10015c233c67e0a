internal import CLinux
internal import Foundation
internal import NIOCore

/// Takes a `multipart/form-data` body (RFC 7578, RFC 2046 section 5.1) apart as it arrives.
///
/// Feed it pieces of any size and ask for events until there are none. It holds back at most the headers of one part
/// or the beginning of what might become a delimiter; part bodies pass through without being copied.
struct MultipartParser {
    /// What the body consists of, in order: each part is a `partBegan`, any number of `bytes`, a `partEnded`.
    enum Event: Equatable {
        case partBegan(PartHeaders)
        case bytes(ByteBuffer)
        case partEnded
        /// The closing delimiter; what follows is ignored.
        case ended
    }

    /// What a body may ask of memory.
    struct Limits: Sendable {
        /// Bytes of the headers of one part.
        var headerBytes = 16_384
        /// Parts in the form.
        var parts = 64
        /// Bytes before the first delimiter and after the last, which nobody needs.
        var surroundingBytes = 65_536
    }

    private enum State { case preamble, delimiterLine, headers, body, finished }

    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.preamble
    private var parts = 0
    private var surroundings = 0
    /// Bytes of `pending` that are known not to end the headers.
    private var searched = 0
    // The first delimiter needs no line break before it: pretend there was one, and it is like the others.
    private var pending = ByteBuffer(string: "\r\n")

    /// Parses a body whose parts are separated by `boundary`.
    init(boundary: String, limits: Limits = Limits()) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.limits = limits
    }

    /// Takes the next piece of the body.
    mutating func feed(_ piece: ByteBuffer) {
        guard state != .finished else {
            surroundings += piece.readableBytes
            return
        }
        if pending.readableBytes == 0 { pending = piece } else { pending.writeImmutableBuffer(piece) }
    }

    /// The next event; nil when more bytes are needed. Throws `MultipartError`.
    mutating func next() throws -> Event? {
        while true {
            switch state {
            case .preamble:
                switch advanceToDelimiter() {
                case .bytes(let bytes):
                    surroundings += bytes.readableBytes
                    try checkSurroundings()
                case .delimiter: state = .delimiterLine
                case .needsMore: return nil
                }
            case .delimiterLine:
                guard let event = try readDelimiterLine() else { return nil }
                if case .last = event {
                    state = .finished
                    return .ended
                }
                state = .headers
            case .headers:
                guard let headers = try readHeaders() else { return nil }
                state = .body
                return .partBegan(headers)
            case .body:
                switch advanceToDelimiter() {
                case .bytes(let bytes): return .bytes(bytes)
                case .delimiter:
                    state = .delimiterLine
                    return .partEnded
                case .needsMore: return nil
                }
            case .finished:
                try checkSurroundings()
                return nil
            }
        }
    }

    /// Call at the end of the body. Throws `truncated` when the closing delimiter has not come.
    func finish() throws {
        guard state == .finished else { throw MultipartError.truncated }
    }
}

extension MultipartParser {
    private enum Advance { case bytes(ByteBuffer), delimiter, needsMore }
    private enum DelimiterLine { case next, last }

    /// Takes bytes up to the next delimiter, or up to what may be the beginning of one.
    private mutating func advanceToDelimiter() -> Advance {
        let (position, isWhole) = delimiterPosition()
        if position > 0, let bytes = pending.readSlice(length: position) { return .bytes(bytes) }
        guard isWhole else { return .needsMore }
        pending.moveReaderIndex(forwardBy: delimiter.count)
        return .delimiter
    }

    /// Where the delimiter begins, or else the longest end of the bytes that may become one.
    private func delimiterPosition() -> (Int, isWhole: Bool) {
        pending.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return (0, false) }
            if let found = memmem(base, UInt(bytes.count), delimiter, UInt(delimiter.count)) {
                return (UnsafeRawPointer(found) - base, true)
            }
            // The end may be the beginning of one; every delimiter begins with CR.
            var start = max(0, bytes.count - delimiter.count + 1)
            while start < bytes.count, let found = memchr(base + start, 0x0D, bytes.count - start) {
                let position = UnsafeRawPointer(found) - base
                if memcmp(found, delimiter, bytes.count - position) == 0 { return (position, false) }
                start = position + 1
            }
            return (bytes.count, false)
        }
    }

    /// After a delimiter: `--` ends the form, optional blanks and a line break begin a part.
    private mutating func readDelimiterLine() throws -> DelimiterLine? {
        var line = pending.readableBytesView[...]
        if line.starts(with: [0x2D, 0x2D]) {
            surroundings += line.count
            pending = ByteBuffer()
            return .last
        }
        line = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard pending.readableBytes - line.count <= 128 else {
            throw MultipartError.malformed("blanks after a boundary")
        }
        guard line.count >= 2 else {
            guard line.isEmpty || line.first == 0x0D || line.first == 0x2D else {
                throw MultipartError.malformed("text after a boundary")
            }
            return nil
        }
        guard line.starts(with: [0x0D, 0x0A]) else { throw MultipartError.malformed("text after a boundary") }
        // The line break stays: with no headers it is at the same time the empty line that ends them.
        pending.moveReaderIndex(to: line.startIndex)
        return .next
    }

    private func checkSurroundings() throws {
        guard surroundings <= limits.surroundingBytes else {
            throw MultipartError.malformed("too much before or after the form")
        }
    }

    private mutating func readHeaders() throws -> PartHeaders? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        let bytes = pending.readableBytesView.prefix(limits.headerBytes + end.count)
        // Headers may come a byte at a time: what has been searched is not searched again.
        let found = bytes.dropFirst(searched).firstRange(of: end)
        guard let found else {
            guard pending.readableBytes <= limits.headerBytes else { throw MultipartError.headersTooLarge }
            searched = max(0, bytes.count - end.count + 1)
            return nil
        }
        searched = 0
        let length = bytes.distance(from: bytes.startIndex, to: found.lowerBound)
        parts += 1
        guard parts <= limits.parts else { throw MultipartError.tooManyParts }
        let block = pending.readSlice(length: length) ?? ByteBuffer()
        pending.moveReaderIndex(forwardBy: end.count)
        return try PartHeaders(block: block)
    }
}

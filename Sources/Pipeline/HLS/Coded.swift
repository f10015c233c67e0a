/// One coded picture in Annex B framing, with its place on the presentation's clock.
struct AccessUnit: Sendable {
    /// When it is shown, 90 kHz ticks from the media's zero.
    let tick: Int64
    /// When it is decoded, on the same clock.
    let decodeTick: Int64
    /// Whether it is an IDR picture.
    let isKey: Bool
    /// NAL units with start codes, an access unit delimiter first.
    let bytes: [UInt8]
}

/// The coded pictures of one group, in decode order.
struct CodedGroup: Sendable {
    /// The segment it belongs to.
    let segment: Int
    /// Whether the segment is complete with it.
    let endsSegment: Bool
    /// Its pictures.
    let units: [AccessUnit]
}

/// One AAC frame with its ADTS header.
struct AudioFrame: Sendable {
    /// When it begins, 90 kHz ticks from the media's zero.
    let tick: Int64
    /// Header and coded frame.
    let bytes: [UInt8]
}

/// The sound of one segment.
struct AudioChunk: Sendable {
    /// The segment it belongs to.
    let segment: Int
    /// Its frames in order.
    let frames: [AudioFrame]
}

extension AudioChunk: Shareable {
    borrowing func share() -> AudioChunk { AudioChunk(segment: segment, frames: frames) }
}

/// One finished segment.
public struct Segment: Sendable {
    /// The rung's name, such as `720p`.
    public let rung: String
    /// The segment's number, from 0.
    public let number: Int
    /// The MPEG transport stream.
    public let bytes: [UInt8]
}

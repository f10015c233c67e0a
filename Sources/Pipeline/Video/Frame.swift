internal import CFFmpeg

/// The sole owner of an `AVFrame`: one picture or a run of samples. The pixels behind it are reference-counted by
/// libavutil and not written after decoding, so that `share` costs no copy.
struct Frame: ~Copyable, @unchecked Sendable {  // sole owner of its handle; the buffers are immutable once filled
    let handle: UnsafeMutablePointer<AVFrame>
    /// The picture's number in the order of showing. It stands in the frame's time field, so that it passes through
    /// filters; the clock is the timeline's.
    var number: Int {
        get { Int(handle.pointee.pts) }
        nonmutating set { handle.pointee.pts = Int64(newValue) }
    }

    /// An empty frame.
    init() throws(MediaError) {
        handle = try LibAV.allocated(av_frame_alloc(), "av_frame_alloc")
        NativeLedger.frames.add(1)
    }

    deinit {
        var handle: UnsafeMutablePointer<AVFrame>? = handle
        av_frame_free(&handle)
        NativeLedger.frames.add(-1)
    }
}

extension Frame: Shareable {
    borrowing func share() throws -> Frame {
        let copy = try Frame()
        try LibAV.check(av_frame_ref(copy.handle, handle), "av_frame_ref")
        return copy
    }
}

extension Frame {
    /// What a filter chain is built for.
    struct Shape: Equatable {
        let width: Int32
        let height: Int32
        let format: Int32
        let range: UInt32
        let transfer: UInt32
        let matrix: UInt32
    }

    /// The picture's size and format.
    var shape: Shape {
        let picture = handle.pointee
        return Shape(
            width: picture.width, height: picture.height, format: picture.format, range: picture.color_range.rawValue,
            transfer: picture.color_trc.rawValue, matrix: picture.colorspace.rawValue)
    }
}

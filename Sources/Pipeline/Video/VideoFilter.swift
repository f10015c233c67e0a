internal import CFFmpeg

/// A chain of libavfilter filters that gives one frame for each it takes, in order. One task at a time; runs in the
/// caller's thread.
final class VideoFilter {
    private var graph: UnsafeMutablePointer<AVFilterGraph>?
    private let entry: UnsafeMutablePointer<AVFilterContext>
    private let exit: UnsafeMutablePointer<AVFilterContext>

    /// Builds the chain that `description` names (libavfilter's syntax) for frames like `frame`.
    static func make(_ description: String, for frame: borrowing Frame) throws(MediaError) -> VideoFilter {
        let graph = try LibAV.allocated(avfilter_graph_alloc(), "avfilter_graph_alloc")
        do throws(MediaError) {
            graph.pointee.nb_threads = 1
            let ends = try connect(description, frame.handle.pointee, graph)
            return VideoFilter(graph: graph, entry: ends.entry, exit: ends.exit)
        } catch {
            var doomed: UnsafeMutablePointer<AVFilterGraph>? = graph
            avfilter_graph_free(&doomed)
            throw error
        }
    }

    private static func connect(
        _ description: String, _ frame: AVFrame, _ graph: UnsafeMutablePointer<AVFilterGraph>
    ) throws(MediaError) -> (entry: UnsafeMutablePointer<AVFilterContext>, exit: UnsafeMutablePointer<AVFilterContext>)
    {
        let shape = "video_size=\(frame.width)x\(frame.height):pix_fmt=\(frame.format):time_base=1/1:pixel_aspect=1/1"
        var (entry, exit): (UnsafeMutablePointer<AVFilterContext>?, UnsafeMutablePointer<AVFilterContext>?) = (nil, nil)
        try LibAV.check(
            avfilter_graph_create_filter(&entry, avfilter_get_by_name("buffer"), "in", shape, nil, graph),
            "avfilter_graph_create_filter")
        try LibAV.check(
            avfilter_graph_create_filter(&exit, avfilter_get_by_name("buffersink"), "out", nil, nil, graph),
            "avfilter_graph_create_filter")
        var inputs: UnsafeMutablePointer<AVFilterInOut>? = avfilter_inout_alloc()
        var outputs: UnsafeMutablePointer<AVFilterInOut>? = avfilter_inout_alloc()
        defer {
            avfilter_inout_free(&inputs)
            avfilter_inout_free(&outputs)
        }
        // From inside the chain its input is the buffer's output, and the reverse.
        outputs?.pointee.name = av_strdup("in")
        outputs?.pointee.filter_ctx = entry
        inputs?.pointee.name = av_strdup("out")
        inputs?.pointee.filter_ctx = exit
        try LibAV.check(
            avfilter_graph_parse_ptr(graph, description, &inputs, &outputs, nil), "avfilter_graph_parse_ptr")
        try LibAV.check(avfilter_graph_config(graph, nil), "avfilter_graph_config")
        guard let entry, let exit else { throw LibAV.error(shim_AVERROR_ENOMEM, "avfilter_graph_create_filter") }
        return (entry, exit)
    }

    private init(
        graph: UnsafeMutablePointer<AVFilterGraph>, entry: UnsafeMutablePointer<AVFilterContext>,
        exit: UnsafeMutablePointer<AVFilterContext>
    ) {
        self.graph = graph
        self.entry = entry
        self.exit = exit
    }

    deinit { avfilter_graph_free(&graph) }

    /// Gives the chain a frame, which keeps its content.
    func send(_ frame: borrowing Frame) throws(MediaError) {
        try LibAV.check(
            av_buffersrc_add_frame_flags(entry, frame.handle, Int32(AV_BUFFERSRC_FLAG_KEEP_REF)),
            "av_buffersrc_add_frame_flags")
    }

    /// Says that no frame follows.
    func finish() throws(MediaError) {
        try LibAV.check(av_buffersrc_add_frame_flags(entry, nil, 0), "av_buffersrc_add_frame_flags")
    }

    /// Takes the next frame; its number is that of the frame it was made from.
    func receive() throws(MediaError) -> Frame? {
        let frame = try Frame()
        let status = av_buffersink_get_frame(exit, frame.handle)
        if status == shim_AVERROR_EAGAIN || status == shim_AVERROR_EOF { return nil }
        try LibAV.check(status, "av_buffersink_get_frame")
        // Deinterlacers count in half frames.
        let base = Rational(av_buffersink_get_time_base(exit))
        frame.number = Int(Rational.time(frame.handle.pointee.pts, base).ticks(rate: 1))
        return frame
    }
}

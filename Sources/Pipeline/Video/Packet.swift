internal import CFFmpeg

/// The sole owner of an `AVPacket`: one coded frame. Moves between threads, is never shared.
struct Packet: ~Copyable, @unchecked Sendable {  // sole owner of its handle
    let handle: UnsafeMutablePointer<AVPacket>

    /// An empty packet.
    init() throws(MediaError) {
        handle = try LibAV.allocated(av_packet_alloc(), "av_packet_alloc")
        NativeLedger.packets.add(1)
    }

    deinit {
        var handle: UnsafeMutablePointer<AVPacket>? = handle
        av_packet_free(&handle)
        NativeLedger.packets.add(-1)
    }

    /// Replaces the content by `size` bytes to be filled.
    borrowing func makeRoom(for size: Int) throws(MediaError) {
        av_packet_unref(handle)
        try LibAV.check(av_new_packet(handle, Int32(size)), "av_new_packet")
    }

    /// The coded bytes; valid while the packet lives.
    var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: handle.pointee.data, count: Int(handle.pointee.size))
    }

    /// The time of showing, in whatever ticks its maker counts.
    var presentationTick: Int64 { handle.pointee.pts }

    /// Whether it is a key frame.
    var isKey: Bool { handle.pointee.flags & AV_PKT_FLAG_KEY != 0 }
}

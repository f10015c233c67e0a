internal import CFFmpeg

/// Lets libavformat read a `ByteSource`. Lives as long as the format context that uses it, and on the same thread.
///
/// In `structureOnly` mode bytes inside the payload ranges are claimed read but left as they are: a demuxer that only
/// copies them (ISO base media) then lists all its packets while almost nothing is read.
final class ByteSourceIO {
    private(set) var context: UnsafeMutablePointer<AVIOContext>?
    /// Payload to pretend to read; sorted, not overlapping.
    var phantoms: [Range<Int64>] = [] { didSet { phantomHint = 0 } }
    /// The error of the source that made a read fail, which libavformat would reduce to a number.
    private(set) var failure: MediaError?
    private let source: any ByteSource
    private let size: Int64
    private var position: Int64 = 0
    private var phantomHint = 0

    init(_ source: any ByteSource, bufferSize: Int = 64 << 10) throws(MediaError) {
        self.source = source
        size = source.size
        guard let buffer = av_malloc(bufferSize) else { throw LibAV.error(shim_AVERROR_ENOMEM, "av_malloc") }
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        context = avio_alloc_context(
            buffer, Int32(bufferSize), 0, opaque,
            { opaque, buffer, count in
                guard let opaque, let buffer else { return shim_AVERROR_EINVAL }
                return Unmanaged<ByteSourceIO>.fromOpaque(opaque).takeUnretainedValue().read(buffer, Int(count))
            }, nil,
            { opaque, offset, whence in
                guard let opaque else { return Int64(shim_AVERROR_EINVAL) }
                return Unmanaged<ByteSourceIO>.fromOpaque(opaque).takeUnretainedValue().seek(offset, whence)
            })
        guard context != nil else {
            av_free(buffer)
            throw LibAV.error(shim_AVERROR_ENOMEM, "avio_alloc_context")
        }
    }

    deinit {
        guard context != nil else { return }
        av_free(context?.pointee.buffer)
        avio_context_free(&context)
    }

    private func read(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int32 {
        var wanted = min(Int64(count), size - position)
        guard wanted > 0 else { return shim_AVERROR_EOF }
        if let phantom = nextPhantom() {
            if phantom.lowerBound <= position {
                let skipped = min(wanted, phantom.upperBound - position)
                position += skipped
                return Int32(skipped)
            }
            wanted = min(wanted, phantom.lowerBound - position)
        }
        if Task.isCancelled { return shim_AVERROR_EXIT }
        do {
            let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(wanted))
            let received = try source.read(into: target, at: position)
            position += Int64(received)
            return received == 0 ? shim_AVERROR_EOF : Int32(received)
        } catch {
            failure = error
            return shim_AVERROR_EIO
        }
    }

    /// The payload range at or after the present position. Positions mostly grow, so the search goes on where it ended.
    private func nextPhantom() -> Range<Int64>? {
        guard !phantoms.isEmpty else { return nil }
        if phantomHint > 0, phantoms[phantomHint - 1].upperBound > position { phantomHint = 0 }
        while phantomHint < phantoms.count, phantoms[phantomHint].upperBound <= position { phantomHint += 1 }
        return phantomHint < phantoms.count ? phantoms[phantomHint] : nil
    }

    private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return size
        case SEEK_SET: position = offset
        case SEEK_CUR: position += offset
        case SEEK_END: position = size + offset
        default: return Int64(shim_AVERROR_EINVAL)
        }
        return position
    }
}

internal import CVips
internal import Foundation
internal import Synchronization

/// Lets libvips read a `ByteSource`.
///
/// Owns a `VipsSourceCustom`, which belongs to one thread at a time. Images made from it hold references of their own, so
/// this owner may go first.
struct ByteStream: ~Copyable {
    let handle: UnsafeMutablePointer<VipsSource>

    /// A stream over `source` that ends when `stop` says so.
    init(_ source: any ByteSource, _ stop: StopSignal) throws(MediaError) {
        try Vips.prepare()
        guard let custom = vips_source_custom_new() else { throw Vips.error("vips_source_custom_new") }
        handle = UnsafeMutableRawPointer(custom).assumingMemoryBound(to: VipsSource.self)
        let reader = StreamReader(source, stop)
        let read: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int64, UnsafeMutableRawPointer?) -> Int64 =
            { _, buffer, count, reader in
                guard let buffer, let reader else { return -1 }
                let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
                return Unmanaged<StreamReader>.fromOpaque(reader).takeUnretainedValue().read(into: target)
            }
        let seek: @convention(c) (OpaquePointer?, Int64, Int32, UnsafeMutableRawPointer?) -> Int64 =
            { _, offset, origin, reader in
                guard let reader else { return -1 }
                return Unmanaged<StreamReader>.fromOpaque(reader).takeUnretainedValue().seek(offset, origin)
            }
        Self.connect(custom, "read", unsafeBitCast(read, to: GCallback.self), reader)
        Self.connect(custom, "seek", unsafeBitCast(seek, to: GCallback.self), reader)
    }

    deinit { g_object_unref(handle) }

    /// The connection keeps `reader` alive as long as libvips keeps the source.
    private static func connect(
        _ source: UnsafeMutablePointer<VipsSourceCustom>, _ signal: String, _ callback: GCallback,
        _ reader: StreamReader
    ) {
        g_signal_connect_data(
            source, signal, callback, Unmanaged.passRetained(reader).toOpaque(),
            { reader, _ in reader.map { Unmanaged<StreamReader>.fromOpaque($0).release() } },
            GConnectFlags(rawValue: 0))
    }
}

/// The place in a byte source where libvips reads next.
private final class StreamReader: Sendable {
    private let source: any ByteSource
    private let stop: StopSignal
    private let position = Mutex<Int64>(0)

    init(_ source: any ByteSource, _ stop: StopSignal) {
        self.source = source
        self.stop = stop
    }

    /// Bytes read, 0 at the end, -1 when reading failed or the work is to end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int64 {
        if stop.isStopped { return -1 }
        return position.withLock { position in
            do throws(MediaError) {
                let count = try source.read(into: buffer, at: position)
                position += Int64(count)
                return Int64(count)
            } catch {
                stop.readFailed(error)
                return -1
            }
        }
    }

    /// The new position, -1 when it would lie outside.
    func seek(_ offset: Int64, _ origin: Int32) -> Int64 {
        position.withLock { position in
            let base: Int64 =
                switch origin {
                case SEEK_CUR: position
                case SEEK_END: source.size
                default: 0
                }
            let (target, overflows) = base.addingReportingOverflow(offset)
            guard !overflows, target >= 0 else { return -1 }
            position = target
            return target
        }
    }
}

internal import CJPEG

/// Decodes a JPEG file row by row, from the top to the bottom: RGB or grey, in 1/1, 1/2, 1/4 or 1/8 of its size.
///
/// Owns a decoder of libjpeg-turbo, which one thread at a time may use. A file that ends early is an error; other damage that
/// libjpeg goes on after is none, as in libvips.
final class JPEGDecoder: RowSource {
    let size: PixelSize
    let bands: Int

    private let handle: UnsafeMutablePointer<shim_jpeg>
    private let reader: SequentialReader
    private let stop: StopSignal
    /// Where `nextRow` puts its row.
    private let row: UnsafeMutablePointer<UInt8>

    /// Reads the header of `source` and begins to decode. Throws `corrupt`, and what reading throws.
    init(_ source: any ByteSource, dividingBy divisor: Int, _ stop: StopSignal) throws(MediaError) {
        let reader = SequentialReader(source, stop)
        let read: shim_jpeg_read = { reader, buffer, count in
            guard let reader, let buffer else { return -1 }
            let target = UnsafeMutableRawBufferPointer(start: buffer, count: count)
            return Unmanaged<SequentialReader>.fromOpaque(reader).takeUnretainedValue().read(into: target)
        }
        let context = Unmanaged.passUnretained(reader).toOpaque()
        guard let handle = shim_jpeg_open(read, context, UInt32(divisor)) else {
            throw stop.reason(of: Self.damaged("jpeg_start_decompress"))
        }
        self.handle = handle
        self.reader = reader
        self.stop = stop
        let decoder = handle.pointee.decoder
        size = PixelSize(width: Int(decoder.output_width), height: Int(decoder.output_height))
        bands = Int(decoder.output_components)
        row = .allocate(capacity: size.width * bands)
        NativeLedger.decoders.add(1)
    }

    deinit {
        shim_jpeg_close(handle)
        row.deallocate()
        NativeLedger.decoders.add(-1)
    }

    /// Decodes the next row into `row`, which has room for its samples. False when it is damaged, and once the signal to stop
    /// was given.
    func decodeRow(into row: UnsafeMutablePointer<UInt8>) -> Bool {
        !stop.isStopped && shim_jpeg_row(handle, row) != 0
    }

    func nextRow() -> UnsafePointer<UInt8>? { decodeRow(into: row) ? UnsafePointer(row) : nil }

    private static func damaged(_ operation: String) -> MediaError {
        MediaError(.corrupt, operation, "the picture is damaged or cut short")
    }
}

/// The place in a byte source where libjpeg reads next. One thread at a time.
private final class SequentialReader {
    private let source: any ByteSource
    private let stop: StopSignal
    private var position: Int64 = 0

    init(_ source: any ByteSource, _ stop: StopSignal) {
        self.source = source
        self.stop = stop
    }

    /// Bytes read, 0 at the end, -1 when reading failed or the work is to end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if stop.isStopped { return -1 }
        do throws(MediaError) {
            let count = try source.read(into: buffer, at: position)
            position += Int64(count)
            return count
        } catch {
            stop.readFailed(error)
            return -1
        }
    }
}

internal import Foundation

/// All rows of a picture as its decoder gave them, in memory.
///
/// Owns the memory. Whoever makes it fills in its rows before anybody else has it; any number of threads may read it then.
final class DecodedPicture: @unchecked Sendable {  // nothing changes once it is shared
    let size: PixelSize
    /// Samples of a pixel.
    let bands: Int
    private let samples: UnsafeMutableRawPointer
    /// Bytes of a huge page of memory, as most processors have them.
    private static let hugePage = 2 << 20

    /// Room for a picture, nothing in it yet.
    init(_ size: PixelSize, bands: Int) {
        self.size = size
        self.bands = bands
        let bytes = size.width * size.height * bands
        let isLarge = bytes >= Self.hugePage
        samples = .allocate(byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
        // Small pages, mapped one by one as rows are written, would take several times as long (madvise(2)). Where the system has
        // no huge ones this changes nothing.
        if isLarge { madvise(samples, bytes, MADV_HUGEPAGE) }
        NativeLedger.decodedPictures.add(1)
    }

    deinit {
        samples.deallocate()
        NativeLedger.decodedPictures.add(-1)
    }

    /// The samples of row `number`, which is within the picture.
    func row(_ number: Int) -> UnsafeMutablePointer<UInt8> {
        (samples + number * size.width * bands).assumingMemoryBound(to: UInt8.self)
    }

    /// Bytes that it takes.
    var memory: Int { Self.memory(size, bands: bands) }

    /// Bytes that such a picture takes, with what it takes to keep it.
    static func memory(_ size: PixelSize, bands: Int) -> Int { size.width * size.height * bands + 512 }
}

/// The rows of a picture that was decoded before.
final class DecodedRows: RowSource {
    private let picture: DecodedPicture
    private let stop: StopSignal
    private var next = 0

    init(_ picture: DecodedPicture, _ stop: StopSignal) {
        self.picture = picture
        self.stop = stop
    }

    var size: PixelSize { picture.size }
    var bands: Int { picture.bands }

    func nextRow() -> UnsafePointer<UInt8>? {
        guard next < size.height, !stop.isStopped else { return nil }
        defer { next += 1 }
        return UnsafePointer(picture.row(next))
    }
}

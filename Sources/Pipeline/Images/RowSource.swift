/// The rows of a picture, from the top to the bottom and once each, whether they are decoded now or were before. One thread at
/// a time. Samples have 8 bits.
protocol RowSource: AnyObject {
    /// Pixels across and down.
    var size: PixelSize { get }
    /// Samples of a pixel.
    var bands: Int { get }
    /// The next row, which is valid until another is asked for. Nil when it is damaged, once the signal to stop was given,
    /// and behind the last.
    func nextRow() -> UnsafePointer<UInt8>?
}

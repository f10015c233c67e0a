internal import Foundation

/// Text that is there but paints nothing.
///
/// cairo writes no invisible text (ISO 32000-1, 9.3.6, mode 3) and leaves out what has no opacity at all. So words are
/// drawn with an opacity of their own, which nothing else has, and in the finished document that becomes 0, which paints
/// nothing (11.3.6). It stands in dictionaries that cairo 1.16 does not compress; where another cairo did, the ink would
/// stay what it was drawn in, which no eye sees either.
enum InvisibleInk {
    /// The opacity to draw with: a little more than the 1/256 below which cairo takes nothing for drawn.
    static let opacity = 0.00439453125

    /// As cairo writes it, and what takes its place, which is as long, so that all else stays where it is.
    private static let drawn: StaticString = "/CA 0.00439453 /ca 0.00439453 "
    private static let nothing: StaticString = "/CA 0.00000000 /ca 0.00000000 "

    /// `document` with what was drawn in that opacity unseen.
    static func vanished(from document: consuming [UInt8]) -> [UInt8] {
        document.withUnsafeMutableBytes { bytes in
            var position = 0
            while let found = UnsafeRawBufferPointer(bytes).place(of: drawn, from: position) {
                position = found + nothing.utf8CodeUnitCount
                UnsafeMutableRawBufferPointer(rebasing: bytes[found..<position])
                    .copyMemory(from: UnsafeRawBufferPointer(start: nothing.utf8Start, count: position - found))
            }
        }
        return document
    }
}

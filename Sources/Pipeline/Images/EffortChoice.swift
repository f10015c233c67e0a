/// How long each encoder looks for fewer bytes when nobody says, by the pixels there are to encode.
///
/// Time grows with the pixels, what effort saves hardly does; and an encoder that works on the whole picture at once cannot
/// be stopped before it is through, so that large pictures must be quick. Each function counts as its library does.
enum EffortChoice {
    private static let large = 1_000_000

    /// libaom by libheif, 0…9. From 4, libvips' own choice, to 1: a seventh of the time, and about 15 % more bytes for the
    /// same likeness.
    static func avif(_ pixels: Int) -> Int { pixels <= large ? 1 : 0 }
    /// libwebp, 0…6. From 4 to 2: less than half of the time, 6 % more bytes.
    static func webp(_ pixels: Int) -> Int { pixels <= large ? 4 : 2 }
    /// libimagequant, 1…10. From 7 to 3: three quarters of the time, 1…7 % more bytes.
    static func gif(_ pixels: Int) -> Int { pixels <= large ? 7 : 3 }
}

/// An exact fraction of seconds (or of anything else), always reduced, with a positive denominator.
///
/// Playlist arithmetic and the audio grid stay exact with it: 24000/1001 has no finite decimal form.
public struct Rational: Sendable, Hashable, Comparable, Codable {
    /// The numerator; carries the sign.
    public let numerator: Int64
    /// The denominator, at least 1.
    public let denominator: Int64

    /// Zero.
    public static let zero = Rational(0)

    /// Makes `numerator / denominator` in lowest terms. A zero denominator gives zero: containers use 0/0 and 0/1
    /// alike for "unknown".
    public init(_ numerator: Int64, _ denominator: Int64 = 1) {
        self.init(wide: Int128(numerator), Int128(denominator))
    }

    init(wide numerator: Int128, _ denominator: Int128) {
        guard denominator != 0 else {
            self.numerator = 0
            self.denominator = 1
            return
        }
        let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        var reducedNumerator = sign * numerator / Int128(divisor)
        var reducedDenominator = sign * denominator / Int128(divisor)
        // A product of absurd time bases may not fit: lose precision rather than trap on a file's numbers.
        while reducedDenominator > Int128(Int64.max) || reducedNumerator.magnitude > UInt128(Int64.max) {
            reducedNumerator /= 2
            reducedDenominator = max(1, reducedDenominator / 2)
            if reducedDenominator == 1, reducedNumerator.magnitude > UInt128(Int64.max) {
                reducedNumerator = reducedNumerator > 0 ? Int128(Int64.max) : -Int128(Int64.max)
            }
        }
        self.numerator = Int64(reducedNumerator)
        self.denominator = Int64(reducedDenominator)
    }

    /// The nearest floating-point value.
    public var doubleValue: Double { Double(numerator) / Double(denominator) }

    /// The time of tick `ticks` of a clock whose tick lasts `timeBase` seconds.
    public static func time(_ ticks: Int64, _ timeBase: Rational) -> Rational {
        Rational(wide: Int128(ticks) * Int128(timeBase.numerator), Int128(timeBase.denominator))
    }

    /// This time as a count of ticks of `1 / rate` seconds, rounded to the nearest, halves away from zero.
    public func ticks(rate: Int64) -> Int64 {
        let scaled = Int128(numerator) * Int128(rate)
        let half = Int128(denominator) / 2
        let rounded = (scaled >= 0 ? scaled + half : scaled - half) / Int128(denominator)
        return Int64(clamping: rounded)
    }

    /// The greatest whole number that is not above.
    public var floor: Int64 {
        let quotient = numerator / denominator
        return numerator < 0 && quotient * denominator != numerator ? quotient - 1 : quotient
    }

    /// The least whole number that is not below.
    public var ceiling: Int64 { -Rational(-numerator, denominator).floor }

    /// Exact comparison.
    public static func < (left: Rational, right: Rational) -> Bool {
        Int128(left.numerator) * Int128(right.denominator) < Int128(right.numerator) * Int128(left.denominator)
    }

    /// The exact sum.
    public static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            wide: Int128(left.numerator) * Int128(right.denominator) + Int128(right.numerator)
                * Int128(left.denominator),
            Int128(left.denominator) * Int128(right.denominator))
    }

    /// The exact difference.
    public static func - (left: Rational, right: Rational) -> Rational {
        left + Rational(wide: -Int128(right.numerator), Int128(right.denominator))
    }

    /// The exact product.
    public static func * (left: Rational, right: Rational) -> Rational {
        Rational(
            wide: Int128(left.numerator) * Int128(right.numerator),
            Int128(left.denominator) * Int128(right.denominator))
    }

    /// The exact quotient; zero when divided by zero.
    public static func / (left: Rational, right: Rational) -> Rational {
        Rational(
            wide: Int128(left.numerator) * Int128(right.denominator),
            Int128(left.denominator) * Int128(right.numerator))
    }

    private static func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var (larger, smaller) = (first, second)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return max(larger, 1)
    }
}

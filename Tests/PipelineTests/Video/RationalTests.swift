import Testing

@testable import Pipeline

@Suite struct RationalTests {
    @Test("Fractions are reduced, signs stand in front, and a zero denominator is zero")
    func normalForm() {
        #expect(Rational(2, 4) == Rational(1, 2))
        #expect(Rational(1, -2) == Rational(-1, 2))
        #expect(Rational(5, 0) == .zero)
        #expect(Rational(.min, .min) == Rational(1))
    }

    @Test(
        "Ticks are the nearest whole number",
        arguments: [(Rational(1, 3), 90_000, 30_000), (Rational(1, 2), 1, 1), (Rational(-1, 2), 1, -1), (Rational(1001, 24000), 90_000, 3754)])
    func ticks(time: Rational, rate: Int64, expected: Int64) { #expect(time.ticks(rate: rate) == expected) }

    @Test("Floor and ceiling hold on both sides of zero")
    func rounding() {
        #expect(Rational(-1, 2).floor == -1)
        #expect(Rational(-1, 2).ceiling == 0)
        #expect(Rational(3, 2).floor == 1)
        #expect(Rational(3, 2).ceiling == 2)
        #expect(Rational(-4, 2).floor == -2)
    }

    @Test("An hour of 24000/1001 frames adds up exactly")
    func exactSum() {
        var time = Rational.zero
        for _ in 0..<86_314 { time = time + Rational(1001, 24000) }
        #expect(time == Rational(86_314 * 1001, 24000))
    }

    @Test("Numbers beyond 64 bits lose precision instead of trapping")
    func overflow() {
        let huge = Rational(.max, 3) * Rational(.max, 5)
        #expect(huge.doubleValue > 1e18)
        #expect((Rational(1, .max) * Rational(1, .max)).doubleValue < 1e-18)
        _ = Rational(.min) * Rational(.min) + Rational(.max, 7)
    }
}

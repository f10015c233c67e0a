extension MediaLimits {
    /// Throws `limitExceeded` for a time, counted in ticks of `clock`, that is out of all bounds.
    static func check(_ time: Int64, clock: Rational) throws(MediaError) {
        guard abs(Double(time) * clock.doubleValue) <= Self.clock else {
            throw MediaError(.limitExceeded, "MediaIndex", "the file's times are beyond ten days")
        }
    }
}

internal import Foundation

/// A date as headers carry it, in whole seconds (RFC 9110 section 5.6.7).
struct HTTPDate: Comparable, Sendable {
    /// Since 1970 UTC.
    let seconds: Int64

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    init(_ moment: Timestamp) { seconds = moment.seconds }

    /// Reads the three forms that recipients have to take; nil for anything else.
    init?(_ text: String) {
        let words = text.split { " ,-:".contains($0) }
        var parts = tm()
        let day: Substring, month: Substring, year: Substring, clock: ArraySlice<Substring>
        if words.count == 8, words[7] == "GMT" {
            // Sun, 06 Nov 1994 08:49:37 GMT, or Sunday, 06-Nov-94 08:49:37 GMT
            (day, month, year, clock) = (words[1], words[2], words[3], words[4...6])
        } else if words.count == 7 {
            // Sun Nov  6 08:49:37 1994
            (month, day, clock, year) = (words[1], words[2], words[3...5], words[6])
        } else {
            return nil
        }
        let numbers = ([day, year] + clock).compactMap { word in
            word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int32(word) : nil
        }
        guard numbers.count == 5, let monthIndex = Self.months.firstIndex(of: String(month)),
            (1...31).contains(numbers[0]), (0...23).contains(numbers[2]), (0...59).contains(numbers[3]),
            (0...60).contains(numbers[4]), numbers[1] <= 9999, year.count == 2 || year.count == 4
        else { return nil }
        parts.tm_mday = numbers[0]
        parts.tm_mon = Int32(monthIndex)
        // Two digits mean the past rather than more than 50 years ahead.
        parts.tm_year = year.count == 2 ? (numbers[1] < 76 ? numbers[1] + 100 : numbers[1]) : numbers[1] - 1900
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[2], numbers[3], numbers[4])
        seconds = Int64(timegm(&parts))
    }

    /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    var text: String {
        var (time, parts) = (time_t(seconds), tm())
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Self.days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(Self.months[Int(parts.tm_mon)])"
            + " \(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }

    static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.seconds < right.seconds }
}

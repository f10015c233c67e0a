internal import HTTPTypes

/// What a caller would like, from `Prefer` (RFC 7240); what is not understood is passed over, as it must be.
struct Preferences: Equatable, Sendable {
    /// An answer now and the work later.
    var respondAsync = false
    /// Seconds that the caller would wait for the work itself.
    var wait: Int?

    init(_ headers: HTTPFields) {
        // Several fields are one list; of a preference that stands twice the first counts (section 2).
        var seen: Set<String> = []
        for entry in headers[values: .prefer].flatMap(Self.entries) {
            let preference = entry.prefix { $0 != ";" }
            let parts = preference.split(separator: "=", maxSplits: 1).map(\.trimmingBlanks)
            guard let name = parts.first?.lowercased(), seen.insert(name).inserted else { continue }
            if name == "respond-async" { respondAsync = true }
            if name == "wait", parts.count == 2 {
                wait = Int(parts[1].filter { $0 != "\"" }).flatMap { $0 >= 0 ? $0 : nil }
            }
        }
    }

    /// What `Preference-Applied` says when the work goes on in the background; nil when nobody asked for that.
    var appliedInBackground: String? { respondAsync ? "respond-async" : nil }

    /// The entries of a comma-separated list; commas in quoted strings separate nothing.
    private static func entries(_ value: String) -> [String] {
        var entries = [""]
        var isQuoted = false
        var isEscaped = false
        for character in value {
            if character == ",", !isQuoted {
                entries.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\" && isQuoted && !isEscaped
            entries[entries.count - 1].append(character)
        }
        return entries
    }
}

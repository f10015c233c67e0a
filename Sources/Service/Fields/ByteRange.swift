/// A single `Range` of bytes (RFC 9110 section 14.1.2), resolved against the length of what is asked for.
enum ByteRange {
    /// The range to send; nil to send everything, which is also the answer to a header that is no byte range or
    /// asks for several. Throws `range_not_satisfiable`.
    static func resolve(_ header: String?, length: Int64) throws -> Range<Int64>? {
        guard let header, let equals = header.firstIndex(of: "="), header[..<equals].lowercased() == "bytes" else {
            return nil
        }
        let bounds = header[header.index(after: equals)...].split(separator: "-", omittingEmptySubsequences: false)
            .map(\.trimmingBlanks)
        guard bounds.count == 2, bounds.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        let range: Range<Int64>?
        switch (position(bounds[0]), position(bounds[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            range = first < length ? first..<min(last, length - 1) + 1 : nil
        case (let first?, nil): range = first < length ? first..<length : nil
        case (nil, let suffix?): range = suffix > 0 && length > 0 ? max(0, length - suffix)..<length : nil
        case (nil, nil): return nil
        }
        guard let range else {
            var error = ServiceError(.rangeNotSatisfiable, "The range lies outside the \(length) bytes there are.")
            error.completeLength = length
            throw error
        }
        return range
    }

    /// A number of digits; one beyond all files stands for the end of the largest.
    private static func position(_ digits: some StringProtocol) -> Int64? {
        digits.isEmpty ? nil : Int64(digits) ?? .max
    }
}

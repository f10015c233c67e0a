internal import HummingbirdCore

extension URI {
    /// The value of `name`, decoded; nil when it is not given. Throws `invalid_request` when it stands twice.
    func single(_ name: String) throws -> String? {
        let values = queryParameters[values: name[...]]
        guard values.count <= 1 else { throw ServiceError(.invalidRequest, "\(name) stands twice.") }
        return values.first.map { String($0) }
    }

    /// The whole number `name`; nil when it is not given. Throws `invalid_request` for anything else or outside `range`.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = try single(name) else { return nil }
        guard let number = Int(text), text.first != "+", range.contains(number) else {
            throw ServiceError(
                .invalidRequest, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

import Testing

/// Fails the test with the first few of `defects`, unless there are none.
func expectNone(_ defects: [String], _ location: SourceLocation = #_sourceLocation) {
    guard !defects.isEmpty else { return }
    let more = defects.count > 6 ? "\n… and \(defects.count - 6) more" : ""
    Issue.record("\(defects.prefix(6).joined(separator: "\n"))\(more)", sourceLocation: location)
}

extension EncodedLadder {
    /// The defects that `rule` finds in each rung, with the rung's name before them.
    func defects(_ rule: (EncodedRung) -> [String]) -> [String] {
        rungs.flatMap { rung in rule(rung).map { "\(rung.name): \($0)" } }
    }
}

extension EncodedRung {
    /// The defects that `rule` finds in each segment, with its number before them.
    func defects(_ rule: (TransportSegment) -> [String]) -> [String] {
        parts.flatMap { part in rule(part.stream).map { "segment \(part.number): \($0)" } }
    }
}

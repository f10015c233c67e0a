internal import Synchronization

/// One metric of the Prometheus text format: a name, label names, and a number for each combination of label values.
final class MetricFamily: Sendable {
    /// What the number may do.
    enum Kind: String, Sendable { case counter, gauge }

    private let name: String
    private let kind: Kind
    private let summary: String
    private let labels: [String]
    private let values = Mutex<[[String]: Double]>([:])

    init(_ name: String, _ kind: Kind, _ summary: String, labels: [String] = []) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.labels = labels
    }

    /// Adds to the number for `labelValues`.
    func add(_ amount: Double, _ labelValues: [String] = []) {
        values.withLock { $0[labelValues, default: 0] += amount }
    }

    /// Sets the number for `labelValues`.
    func set(_ amount: Double, _ labelValues: [String] = []) {
        values.withLock { $0[labelValues] = amount }
    }

    /// The number for `labelValues`; 0 before it was first touched.
    func value(_ labelValues: [String] = []) -> Double { values.withLock { $0[labelValues] ?? 0 } }

    /// The family in the text format, version 0.0.4.
    func render() -> String {
        let current = values.withLock { $0 }
        let samples = labels.isEmpty ? [[]: current[[]] ?? 0] : current
        let lines = samples.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { labelValues, value in
            "\(name)\(PrometheusText.labels(labels, labelValues)) \(PrometheusText.number(value))\n"
        }
        return PrometheusText.head(name, kind.rawValue, summary) + lines.joined()
    }
}

/// The small rules of the Prometheus text format.
enum PrometheusText {
    static func head(_ name: String, _ kind: String, _ summary: String) -> String {
        "# HELP \(name) \(summary)\n# TYPE \(name) \(kind)\n"
    }

    static func labels(_ names: [String], _ values: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return "{" + zip(names, values).map { "\($0)=\"\(escape($1))\"" }.joined(separator: ",") + "}"
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

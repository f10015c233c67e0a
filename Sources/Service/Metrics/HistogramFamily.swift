internal import Synchronization

/// A Prometheus histogram of seconds for each combination of label values.
final class HistogramFamily: Sendable {
    private struct Series {
        var counts: [Int]
        var sum = 0.0
        var count = 0
    }

    private let name: String
    private let summary: String
    private let labels: [String]
    private let bounds: [Double]
    private let series = Mutex<[[String]: Series]>([:])

    init(
        _ name: String, _ summary: String, labels: [String],
        bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]
    ) {
        self.name = name
        self.summary = summary
        self.labels = labels
        self.bounds = bounds
    }

    /// Takes one measurement in.
    func observe(_ value: Double, _ labelValues: [String]) {
        let bucket = bounds.firstIndex { value <= $0 }
        series.withLock { series in
            var entry = series[labelValues] ?? Series(counts: Array(repeating: 0, count: bounds.count))
            if let bucket { entry.counts[bucket] += 1 }
            entry.sum += value
            entry.count += 1
            series[labelValues] = entry
        }
    }

    /// The family in the text format.
    func render() -> String {
        let current = series.withLock { $0 }
        let blocks = current.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { labelValues, entry in
            var below = 0
            var lines = ""
            for (bound, count) in zip(bounds.map(PrometheusText.number) + ["+Inf"], entry.counts + [0]) {
                below += count
                let total = bound == "+Inf" ? entry.count : below
                lines += "\(name)_bucket\(PrometheusText.labels(labels + ["le"], labelValues + [bound])) \(total)\n"
            }
            let own = PrometheusText.labels(labels, labelValues)
            return lines + "\(name)_sum\(own) \(entry.sum)\n\(name)_count\(own) \(entry.count)\n"
        }
        return PrometheusText.head(name, "histogram", summary) + blocks.joined()
    }
}

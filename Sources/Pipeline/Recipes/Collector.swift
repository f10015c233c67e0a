internal import Synchronization

/// Gathers what comes out of a graph, in order.
final class Collector<Element: Sendable>: Sendable {
    private let gathered = Mutex<[Element]>([])

    /// What has come so far.
    var elements: [Element] { gathered.withLock { $0 } }
    /// How many have come so far.
    var count: Int { gathered.withLock { $0.count } }

    func append(_ element: Element) { gathered.withLock { $0.append(element) } }
}

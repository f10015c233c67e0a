import Synchronization

@testable import Pipeline

/// An element with one owner that counts how many of its kind are alive.
struct Token: ~Copyable, Sendable {
    let number: Int
    private let census: Census

    init(_ number: Int, _ census: Census) {
        self.number = number
        self.census = census
        census.change(1)
    }

    deinit { census.change(-1) }
}

extension Token: Shareable {
    borrowing func share() -> Token { Token(number, census) }
}

/// How many tokens are alive.
final class Census: Sendable {
    private let count = Atomic<Int>(0)

    var alive: Int { count.load(ordering: .sequentiallyConsistent) }

    func change(_ difference: Int) { count.add(difference, ordering: .sequentiallyConsistent) }
}

/// Collects what a graph delivers.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }

    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

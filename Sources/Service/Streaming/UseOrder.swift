/// Which name was used least recently, with every step in constant time on average.
///
/// Each use gets the next number; the queue of uses may hold stale ones, which are skipped when they come up.
struct UseOrder {
    private var names: [Int64: DerivedName] = [:]
    private var first: Int64 = 0
    private var last: Int64 = 0

    /// Notes that `name` is used now, and forgets its earlier use; answers the use's number.
    mutating func use(_ name: DerivedName, after earlier: Int64? = nil) -> Int64 {
        if let earlier { remove(earlier) }
        last += 1
        names[last] = name
        return last
    }

    /// Forgets a use.
    mutating func remove(_ number: Int64) { names[number] = nil }

    /// The name whose last use is the longest ago.
    var oldest: DerivedName? {
        mutating get {
            while first <= last {
                if let name = names[first] { return name }
                first += 1
            }
            return nil
        }
    }
}

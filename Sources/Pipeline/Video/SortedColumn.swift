/// Searching columns that grow.
enum SortedColumn {
    /// The first place in `sorted` whose value is not below `value`; the count when there is none.
    static func firstIndex(in sorted: [Int64], notBefore value: Int64) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Lists the contents of a local store in the order of their names, reading only the folders that the page lies in.
struct ContentNames {
    /// The folder of `ab/cd/abcd…`.
    let root: String

    /// Up to `limit` names greater than `name`.
    func names(after name: String, limit: Int) -> [String] {
        var found: [String] = []
        for first in folders(in: root, from: name.prefix(2)) {
            let isEdge = first == name.prefix(2)
            for second in folders(in: "\(root)/\(first)", from: isEdge ? name.dropFirst(2).prefix(2) : "") {
                let names = Directory.names(in: "\(root)/\(first)/\(second)")
                found += names.filter { Identifier.isValid($0) && $0 > name }.sorted()
                if found.count >= limit { return Array(found.prefix(limit)) }
            }
        }
        return found
    }

    private func folders(in path: String, from edge: Substring) -> [String] {
        Directory.names(in: path).filter { $0.utf8.count == 2 && $0 >= edge }.sorted()
    }
}

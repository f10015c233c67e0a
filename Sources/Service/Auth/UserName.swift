/// Names of users, as tokens and operators' tools give them: any text, except what a database could cut short.
enum UserName {
    /// Whether `name` can be one: 1 to 255 bytes of UTF-8 without control characters.
    static func isValid(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

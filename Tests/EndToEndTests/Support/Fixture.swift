import Foundation

/// The small inputs in the repository.
enum Fixture {
    /// The repository.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The path of the fixture `name`.
    static func path(_ name: String) -> URL { root.appending(path: "Fixtures").appending(path: name) }
}

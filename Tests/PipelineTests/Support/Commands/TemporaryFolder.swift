import Foundation

/// A folder of its own for one test; it goes when the last reference goes.
final class TemporaryFolder: Sendable {
    private let root: URL

    /// Makes an empty folder.
    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("pipeline-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// The path of a file named `name` in here.
    func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    /// Writes `bytes` under `name` and returns the path.
    func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }
}

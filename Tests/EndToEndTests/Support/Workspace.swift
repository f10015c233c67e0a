import Foundation

/// A folder that goes with its owner.
final class Workspace: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "storage-service-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A new, empty file, open for writing.
    func create(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    /// The files, at any depth, below a folder.
    static func files(below folder: URL) throws -> [URL] {
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return try walk.compactMap { $0 as? URL }
            .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
    }
}

/// The small inputs in the repository.
enum Fixture {
    /// The path of the fixture `name`.
    static func path(_ name: String, testFile: String = #filePath) -> URL {
        var folder = URL(filePath: testFile)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.appending(path: "Fixtures").appending(path: name)
    }
}

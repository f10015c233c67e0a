import Foundation

/// Where the inputs of the tests are.
enum Folders {
    /// The package's root: the folder of Package.swift.
    private static let root: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { url.deleteLastPathComponent() }
        return url
    }()

    /// The committed inputs.
    static let fixtures = root.appendingPathComponent("Fixtures").path

    /// Real recordings that are not part of the project: `STORAGE_MEDIA`, or `../shared/media` beside it. Nil when
    /// absent: the tests then make do with the fixtures.
    static let media: String? = {
        let named = ProcessInfo.processInfo.environment["STORAGE_MEDIA"]
        let path = named ?? root.appendingPathComponent("../shared/media").standardized.path
        return FileManager.default.fileExists(atPath: path + "/video") ? path : nil
    }()

    /// Where the programs are that were built with the tests.
    static let build: String = {
        #if DEBUG
            root.appendingPathComponent(".build/debug").path
        #else
            root.appendingPathComponent(".build/release").path
        #endif
    }()

    /// The path of a committed input.
    static func fixture(_ name: String) -> String { fixtures + "/" + name }
}

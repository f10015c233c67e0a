import Foundation

/// A wall clock that a test sets for one process, by Debian's libfaketime. Clocks that count from some start run on.
struct MovableClock {
    private let file: URL
    /// What to start the process with: a shell that has the library loaded and becomes the process.
    let launcher: [String]

    /// The library, where it is installed.
    private static let library: String? = {
        let root = "/usr/lib"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return folders.map { "\(root)/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// A clock that is right.
    init(in workspace: Workspace) throws {
        guard let library = Self.library else { throw Tool.Missing(name: "libfaketime") }
        file = workspace.folder.appending(path: "clock")
        launcher = [
            try Tool.path("env").path, "LD_PRELOAD=\(library)", "FAKETIME_TIMESTAMP_FILE=\(file.path)",
            "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", try Tool.path("sh").path, "-c", "exec \"$@\"",
            "sh",
        ]
        try set(hours: 0)
    }

    /// Puts the clock so many hours before or after the right time.
    func set(hours: Int) throws { try Data(String(format: "%+dh\n", hours).utf8).write(to: file) }
}

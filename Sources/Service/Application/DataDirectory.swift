internal import Foundation

/// The folder that holds everything the embedded stores keep, and where each thing lies in it.
struct DataDirectory: Sendable {
    let path: String

    var database: String { path + "/metadata.sqlite" }
    var cache: String { path + "/cache" }

    /// Uses the folder `path`, making it if need be.
    init(path: String) throws {
        let expanded = (path as NSString).expandingTildeInPath
        self.path = expanded.hasPrefix("/") ? expanded : FileManager.default.currentDirectoryPath + "/" + expanded
        do { try Directory.create(self.path) } catch {
            throw ConfigurationError(description: "cannot make the data directory \(path)")
        }
    }

    /// The configured secret, or the development secret of this folder.
    func signingSecret(_ configuration: Configuration) throws -> SigningSecret {
        configuration.jwtSecret.isEmpty
            ? try SigningSecret(developmentFile: path + "/development-secret")
            : try SigningSecret(configured: configuration.jwtSecret)
    }

    /// A name for whoever works on this folder, the same after every start.
    func workerName() throws -> String {
        let file = path + "/worker-name"
        if let stored = FileManager.default.contents(atPath: file) {
            let name = String(decoding: stored, as: UTF8.self)
            if Identifier.isValid(name) { return name }
        }
        let name = Identifier.random()
        guard FileManager.default.createFile(atPath: file, contents: Data(name.utf8)) else {
            throw ConfigurationError(description: "cannot write into the data directory \(path)")
        }
        return name
    }

    /// Whether a file can be written right now.
    func isWritable() -> Bool {
        let probe = path + "/.probe-" + Identifier.random()
        defer { unlink(probe) }
        return FileManager.default.createFile(atPath: probe, contents: Data([1]))
    }
}

/// Holds a data directory for one process; the system lets go of it when the process ends, however it ends.
final class DataDirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of `directory`. Throws `ConfigurationError` when another process has it.
    init(_ directory: DataDirectory) throws {
        let opened = open(directory.path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw ConfigurationError(description: "cannot write into the data directory \(directory.path)")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw ConfigurationError(
                description: "the data directory \(directory.path) is in use by another storage-service")
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}

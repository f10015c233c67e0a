internal import Foundation

/// The folder that holds everything the embedded stores keep, and where each thing lies in it.
struct DataDirectory: Sendable {
    let path: String

    var database: String { path + "/metadata.sqlite" }
    var cache: String { path + "/cache" }
    var developmentSecret: String { path + "/development-secret" }

    /// Uses the folder `path`, making it if need be.
    init(path: String) throws {
        let expanded = (path as NSString).expandingTildeInPath
        self.path = expanded.hasPrefix("/") ? expanded : FileManager.default.currentDirectoryPath + "/" + expanded
        do { try Directory.create(self.path) } catch {
            throw ConfigurationError(description: "cannot make the data directory \(path)")
        }
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

    /// Bytes that this process may still write on its disk; nil when the folder is not there.
    func freeBytes() -> Int64? {
        let found = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (found?[.systemFreeSize] as? NSNumber)?.int64Value
    }

    /// Whether a file can be written right now.
    func isWritable() -> Bool {
        let probe = path + "/.probe-" + Identifier.random()
        defer { unlink(probe) }
        return FileManager.default.createFile(atPath: probe, contents: Data([1]))
    }
}

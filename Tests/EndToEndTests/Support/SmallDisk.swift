import Foundation

/// A service whose data directory is a small file system of its own, in a mount namespace that nobody else sees.
struct SmallDisk {
    let service: ServiceProcess

    /// Whether this machine lets a process have such a namespace; containers often do not.
    static let isPossible: Bool = {
        let probe = Process()
        guard let unshare = try? Tool.path("unshare") else { return false }
        probe.executableURL = unshare
        probe.arguments = ["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    /// Starts the service on an empty file system of `megabytes`.
    init(megabytes: Int) async throws {
        let workspace = try Workspace()
        let data = workspace.folder.appending(path: "data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let script = "mount -t tmpfs -o size=\(megabytes)m,mode=700 none \"$0\" && exec \"$@\""
        service = try await ServiceProcess(
            in: workspace,
            environment: [
                "STORAGE_JWT_SECRET": "a secret that both the service and its client know",
                // The disk is smaller than what a service usually wants to be free.
                "STORAGE_MIN_FREE_BYTES": "1048576",
            ],
            launcher: [Tool.path("unshare").path, "-Urm", Tool.path("sh").path, "-c", script, data.path])
    }

    /// The data directory as the service sees it.
    var data: URL { URL(filePath: "/proc/\(service.processIdentifier)/root\(service.data.path)") }
    private var filler: URL { data.appending(path: "filler") }

    /// Takes all the room that is left.
    func fill() throws {
        let file = open(filler.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SocketError(operation: "open the filler") }
        defer { close(file) }
        for size in [1 << 20, 1 << 12, 1] {
            let zeros = [UInt8](repeating: 0, count: size)
            while write(file, zeros, size) == size {}
        }
        guard errno == ENOSPC else { throw SocketError(operation: "fill") }
    }

    /// Gives it back.
    func empty() throws { try FileManager.default.removeItem(at: filler) }

    /// Covers the data directory with a read-only view of itself: opening a file to write it fails from now on.
    func forbidWriting() async throws {
        try await inside("mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"")
    }

    /// Takes the cover away.
    func allowWriting() async throws { try await inside("umount --lazy \"$0\"") }

    private func inside(_ script: String) async throws {
        let namespaces = ["-t", String(service.processIdentifier), "-U", "-m", "--preserve-credentials"]
        let outcome = try await Tool.run(Tool.path("nsenter"), namespaces + ["sh", "-c", script, service.data.path])
        guard outcome.status == 0 else { throw Refused(reason: outcome.errors) }
    }

    /// The system does not let the test do this.
    struct Refused: Error { var reason: String }
}

internal import Foundation

/// How a worker process is started: a program that calls `WorkerServer.run`.
public struct WorkerCommand: Sendable, Hashable {
    /// The program's path.
    public var path: String
    /// Its arguments, without its name.
    public var arguments: [String]

    /// Starts `path` with `arguments`.
    public init(path: String, arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// Starts the program with `stream` as its standard input and output. Nothing else is handed on, as all that the
    /// project opens closes by itself. `status` is 0 or the error's number.
    func spawn(stream: Int32) -> (status: Int32, process: pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stream, 0)
        posix_spawn_file_actions_adddup2(&actions, stream, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let pointers = Self.terminated([path] + arguments)
        // What the environment holds, such as secrets, is no business of a process that reads strangers' files.
        let passed = [
            "PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "FONTCONFIG_PATH", "XDG_CACHE_HOME",
        ]
        let inherited = ProcessInfo.processInfo.environment
        let environment = Self.terminated(passed.compactMap { name in inherited[name].map { "\(name)=\($0)" } })
        defer { for pointer in pointers + environment { free(pointer) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, pointers, environment)
        return (status, process)
    }

    /// Copies of `texts` for C, with a null behind the last; the caller frees them.
    private static func terminated(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }
}

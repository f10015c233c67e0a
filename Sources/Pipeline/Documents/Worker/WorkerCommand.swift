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
        var pointers = ([path] + arguments).map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, pointers, environ)
        return (status, process)
    }
}

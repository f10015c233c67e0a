import Foundation

/// A finished child process: its status and what it wrote.
struct CommandResult: Sendable {
    /// The exit status, or 128 + the signal that ended it.
    var status: Int32
    /// Everything on standard output.
    var output: [UInt8]
    /// Everything on standard error, as text.
    var errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }
}

/// A child process that could not be started, or that failed.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}

/// Runs a program found in PATH, off the cooperative threads, and waits for its end.
///
/// The streams go through files, so that no pipe can fill up. `input` is handed over the same way.
@discardableResult
func runCommand(_ name: String, _ arguments: [String], input: [UInt8]? = nil) async throws -> CommandResult {
    let folder = try TemporaryFolder()
    let inputPath = folder.path("in")
    if let input { try Data(input).write(to: URL(fileURLWithPath: inputPath)) }
    let (outputPath, errorPath) = (folder.path("out"), folder.path("err"))
    let redirected = (in: input == nil ? "/dev/null" : inputPath, out: outputPath, err: errorPath)
    let status = try await spawnAndWait([name] + arguments, redirected)
    return CommandResult(
        status: status, output: [UInt8](try Data(contentsOf: URL(fileURLWithPath: outputPath))),
        errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorPath)), as: UTF8.self))
}

/// Runs a program that must succeed; throws what it said otherwise.
@discardableResult
func runSuccessfully(_ name: String, _ arguments: [String], input: [UInt8]? = nil) async throws -> CommandResult {
    let result = try await runCommand(name, arguments, input: input)
    guard result.status == 0 else {
        throw CommandFailure(
            description: "\(name) \(arguments.joined(separator: " ")): status \(result.status): \(result.errors)")
    }
    return result
}

private func spawnAndWait(
    _ arguments: [String], _ redirected: (in: String, out: String, err: String)
) async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Result { try spawnAndWaitBlocking(arguments, redirected) })
        }
    }
}

private func spawnAndWaitBlocking(
    _ arguments: [String], _ redirected: (in: String, out: String, err: String)
) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, redirected.in, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, redirected.out, writing, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, redirected.err, writing, 0o600)
    var pointers = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let spawned = posix_spawnp(&process, arguments[0], &actions, nil, pointers, environ)
    guard spawned == 0 else {
        throw CommandFailure(description: "\(arguments[0]): \(String(cString: strerror(spawned)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
        guard errno == EINTR else { throw CommandFailure(description: "waitpid: \(errno)") }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}

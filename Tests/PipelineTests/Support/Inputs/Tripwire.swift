import Foundation

/// A file and a socket that must not be opened, and that tell whether they were.
final class Tripwire {
    /// The file's path; it is a real video.
    let file: String
    /// The socket's URL.
    var url: String { "http://127.0.0.1:\(port)/lesson.ts" }

    private let folder: TemporaryFolder
    private let watch: Int32
    private let listener: Int32
    private let port: UInt16

    /// Lays out the file and the socket.
    init() async throws {
        folder = try TemporaryFolder()
        file = folder.path("lesson.ts")
        try await FFmpeg.make(
            file, ["-i", Folders.fixture("lesson.mp4"), "-t", "2", "-c", "copy", "-f", "mpegts"])
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        watch = inotify_init1(Int32(IN_NONBLOCK))
        guard bound, watch >= 0, inotify_add_watch(watch, file, UInt32(IN_OPEN)) >= 0 else {
            throw CommandFailure(description: "no tripwire: \(errno)")
        }
    }

    deinit {
        close(listener)
        close(watch)
    }

    /// Whether the file was opened since the last call.
    func wasFileOpened() -> Bool {
        var events = [UInt8](repeating: 0, count: 4096)
        return read(watch, &events, events.count) > 0
    }

    /// Whether a connection was made since the last call.
    func wasSocketOpened() -> Bool {
        let connection = accept(listener, nil, nil)
        if connection >= 0 { close(connection) }
        return connection >= 0
    }
}

import Foundation

/// A TCP connection to a port of this machine. It closes with its owner.
struct Connection: ~Copyable {
    private let descriptor: Int32

    /// Connects; every later read or write gives up after 120 s.
    static func open(port: Int) throws -> Connection {
        let connection = Connection(descriptor: try socket())
        let descriptor = connection.descriptor
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let status = withLoopback(port: port) { connect(descriptor, $0, $1) }
        guard status == 0 else { throw SocketError(operation: "connect to port \(port)") }
        return connection
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Sends all of `data`.
    func send(_ data: Data) throws {
        var sent = 0
        while sent < data.count {
            let count = data.dropFirst(sent).withUnsafeBytes { bytes in
                Foundation.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SocketError(operation: "send") }
            sent += count
        }
    }

    /// The next bytes; empty at the end.
    func receive(atMost limit: Int = 1 << 18) throws -> Data {
        var buffer = Data(count: limit)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, limit, 0) }
        guard count >= 0 else { throw SocketError(operation: "receive") }
        return buffer.prefix(count)
    }

    /// Goes away, with or without an answer.
    consuming func leave() {}

    deinit { close(descriptor) }

    /// A port that nothing listens on.
    static func freePort() throws -> Int {
        let descriptor = try socket()
        defer { close(descriptor) }
        guard withLoopback(port: 0, { bind(descriptor, $0, $1) }) == 0 else { throw SocketError(operation: "bind") }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { throw SocketError(operation: "getsockname") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func socket() throws -> Int32 {
        let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(operation: "socket") }
        return descriptor
    }

    private static func withLoopback(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A socket call that failed, with the system's word for it.
struct SocketError: Error, CustomStringConvertible {
    var operation: String
    var number = errno
    var description: String { "\(operation): \(String(cString: strerror(number)))" }
}

internal import Foundation

/// Descriptors of files go over a connection as rights (unix(7), SCM_RIGHTS), each with a byte of its own.
extension WorkerConnection {
    /// A header of ancillary data and the one descriptor behind it, as `CMSG_SPACE` lays them out (cmsg(3)).
    private struct Rights {
        var length = MemoryLayout<cmsghdr>.size + MemoryLayout<Int32>.size
        var level = Int32(SOL_SOCKET)
        var type = Int32(SCM_RIGHTS)
        var descriptor: Int32 = -1
        var padding: Int32 = 0
    }

    /// Hands `descriptor` to the other end, which gets one of its own for the same file. Throws as `receive`.
    func send(descriptor: Int32, patience: Patience) throws(MediaError) {
        var rights = Rights()
        rights.descriptor = descriptor
        while true {
            try wait(for: Int16(POLLOUT), on: output, patience)
            let count = Self.withMessage(&rights) { message in
                sendmsg(output, &message, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count == 1 { return }
            guard count < 0, errno == EINTR || errno == EAGAIN else {
                throw MediaError(.inputOutput, "sendmsg", "the worker has gone")
            }
        }
    }

    /// Receives a descriptor, which the caller closes. Throws `inputOutput` when the other end sends anything else or has
    /// gone.
    func receiveDescriptor(patience: Patience) throws(MediaError) -> Int32 {
        while true {
            try wait(for: Int16(POLLIN), on: input, patience)
            var rights = Rights()
            let count = Self.withMessage(&rights) { message in
                recvmsg(input, &message, Int32(MSG_CMSG_CLOEXEC))
            }
            if count == 1, rights.descriptor >= 0 { return rights.descriptor }
            guard count < 0, errno == EINTR || errno == EAGAIN else {
                throw MediaError(.inputOutput, "recvmsg", "no descriptor came")
            }
        }
    }

    /// Calls `body` with a message of one byte and `rights`, which is as it was left by the system afterwards.
    private static func withMessage(_ rights: inout Rights, _ body: (inout msghdr) -> Int) -> Int {
        var byte: UInt8 = 0
        return withUnsafeMutablePointer(to: &rights) { rights in
            withUnsafeMutablePointer(to: &byte) { byte in
                var part = iovec(iov_base: byte, iov_len: 1)
                return withUnsafeMutablePointer(to: &part) { part in
                    var message = msghdr()
                    message.msg_iov = part
                    message.msg_iovlen = 1
                    message.msg_control = UnsafeMutableRawPointer(rights)
                    message.msg_controllen = MemoryLayout<Rights>.size
                    return body(&message)
                }
            }
        }
    }
}

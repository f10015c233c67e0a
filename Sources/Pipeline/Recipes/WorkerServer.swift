internal import Foundation

/// The other end of `WorkerPool`: a process that works on the pages of documents and on pictures, one thing after the other.
public enum WorkerServer {
    /// Bytes of address space that the process may take: several times what any accepted page or picture needs. What asks for
    /// more ends the process, and with it the one page.
    private static let memory: rlim_t = 4 << 30

    /// Answers requests from standard input on standard output until the input ends. Messages of the libraries go to standard
    /// error. To be called by a process that does nothing else.
    public static func run() throws {
        var limit = rlimit(rlim_cur: memory, rlim_max: memory)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        let connection = WorkerConnection.standard
        var next = try connection.receiveRequest()
        while let request = next {
            switch request.subject {
            case .document: next = try DocumentServer.serve(request.bytes, on: connection)
            case .picture:
                try PictureServer.serve(PictureRequest(decoding: request.bytes), on: connection)
                next = try connection.receiveRequest()
            }
        }
    }
}

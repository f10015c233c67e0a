internal import Foundation

/// The other end of `WorkerPool`: a process that works on the pages of one document after the other.
public enum WorkerServer {
    /// Bytes of address space that the process may take: several times what any accepted page needs. What asks for more
    /// ends the process, and with it the one page.
    private static let memory: rlim_t = 4 << 30

    /// Answers requests from standard input on standard output until the input ends. Messages of Poppler go to standard
    /// error. To be called by a process that does nothing else.
    public static func run() throws {
        var limit = rlimit(rlim_cur: memory, rlim_max: memory)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        let connection = WorkerConnection.standard
        while let message = try connection.receive(patience: .endless) {
            guard case .open(let password) = try WorkerRequest(decoding: message),
                let bytes = try connection.receive(patience: .endless)
            else { throw MediaError(.engine, "WorkerServer", "no document is open") }
            guard try serve(DocumentBytes(bytes), password, on: connection) else { return }
        }
    }

    /// Serves one document, until the next is announced or nobody asks any more; false then.
    private static func serve(
        _ first: DocumentBytes, _ firstPassword: String?, on connection: borrowing WorkerConnection
    ) throws -> Bool {
        var (bytes, password) = (first, firstPassword)
        while true {
            do throws(MediaError) {
                let document = try Document.open(bytes, password: password)
                try answer(.opened(pages: document.pageCount), on: connection)
                guard let next = try work(on: document, connection) else { return false }
                (bytes, password) = next
            } catch {
                try answer(.failed(error.code, operation: error.operation, message: error.message), on: connection)
                return true
            }
        }
    }

    /// Works on pages of `document` until another document is announced, which is returned.
    private static func work(
        on document: borrowing Document, _ connection: borrowing WorkerConnection
    ) throws(MediaError) -> (DocumentBytes, String?)? {
        while let message = try connection.receive(patience: .endless) {
            switch try WorkerRequest(decoding: message) {
            case .open(let password):
                guard let bytes = try connection.receive(patience: .endless) else { return nil }
                return (DocumentBytes(bytes), password)
            case .perform(let task, let page):
                // Should the engine die meanwhile, nobody ends what hangs.
                alarm(UInt32(DocumentLimits.pageTime.components.seconds) + 60)
                let result = Result { try document.perform(task, page: page) }
                alarm(0)
                try answer(result, on: connection)
            }
        }
        return nil
    }

    private static func answer(_ answer: WorkerAnswer, on connection: borrowing WorkerConnection) throws(MediaError) {
        try connection.send(answer.encoded(), patience: .endless)
    }

    private static func answer(
        _ result: Result<PageResult, any Error>, on connection: borrowing WorkerConnection
    ) throws(MediaError) {
        switch result {
        case .success(.size(let width, let height)): try answer(.size(width: width, height: height), on: connection)
        case .success(.text(let text)):
            try answer(.text, on: connection)
            try connection.send(PageTextCoding.encode(text), patience: .endless)
        case .success(.content(var content)):
            let text = PageTextCoding.encode(content.text)
            content.text = PageText()
            try answer(.content(content), on: connection)
            try connection.send(text, patience: .endless)
        case .success(.raster(let raster)):
            try answer(
                .raster(
                    width: raster.width, height: raster.height, samples: raster.layout.rawValue,
                    dotsPerInch: raster.dotsPerInch), on: connection)
            try connection.send(raster.samples, patience: .endless)
        case .failure(let error):
            let failure = error as? MediaError ?? MediaError(.engine, "WorkerServer", "\(error)")
            try answer(.failed(failure.code, operation: failure.operation, message: failure.message), on: connection)
        }
    }
}

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
            guard case .open(let password) = try WorkerRequest(decoding: message) else {
                throw MediaError(.engine, "WorkerServer", "no document is open")
            }
            guard try serve(try document(from: connection), password, on: connection) else { return }
        }
    }

    private static func document(from connection: borrowing WorkerConnection) throws(MediaError) -> DocumentBytes {
        DocumentBytes(try SealedMemory(owning: try connection.receiveDescriptor(patience: .endless)))
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
                guard let next = try work(LocalWorker(document: document), connection) else { return false }
                (bytes, password) = next
            } catch {
                try answer(.failed(error.code, operation: error.operation, message: error.message), on: connection)
                return true
            }
        }
    }

    /// Works on pages of a document until another document is announced, which is returned.
    private static func work(
        _ first: consuming LocalWorker, _ connection: borrowing WorkerConnection
    ) throws(MediaError) -> (DocumentBytes, String?)? {
        var worker = first
        while let message = try connection.receive(patience: .endless) {
            // Should the engine die meanwhile, nobody ends what hangs.
            alarm(UInt32(DocumentLimits.pageTime.components.seconds) + 60)
            defer { alarm(0) }
            switch try WorkerRequest(decoding: message) {
            case .open(let password): return (try document(from: connection), password)
            case .perform(let task, let page):
                try answer(Result { try worker.document.perform(task, page: page) }, on: connection)
            case .redraw(let page):
                guard let bytes = try connection.receive(patience: .endless) else { return nil }
                let words = try PageTextCoding.decode(bytes).lines.flatMap(\.words)
                let result = Result { () throws(MediaError) in try worker.redraw(page: page, words: words) }
                try answer(result.map { _ in .redrawn }, on: connection)
            case .finishRedrawing:
                let result = Result { () throws(MediaError) in try worker.finishRedrawing() }
                try answer(result.map { _ in .document }, on: connection)
                if case .success(let bytes) = result { try connection.send(bytes, patience: .endless) }
            }
        }
        return nil
    }

    private static func answer(
        _ result: Result<WorkerAnswer, MediaError>, on connection: borrowing WorkerConnection
    ) throws(MediaError) {
        switch result {
        case .success(let value): try answer(value, on: connection)
        case .failure(let error):
            try answer(.failed(error.code, operation: error.operation, message: error.message), on: connection)
        }
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

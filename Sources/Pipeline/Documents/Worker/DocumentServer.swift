internal import Foundation

/// The other end of `RemoteWorker`.
enum DocumentServer {
    /// Serves the document that `request` opens, until a request comes that is not about it, which is returned; nil when
    /// nobody asks any more.
    static func serve(
        _ request: [UInt8], on connection: borrowing WorkerConnection
    ) throws -> (subject: WorkerSubject, bytes: [UInt8])? {
        guard case .open(let password) = try WorkerRequest(decoding: request) else {
            throw MediaError(.engine, "DocumentServer", "no document is open")
        }
        let memory = try SealedMemory(owning: try connection.receiveDescriptor(patience: .endless))
        do throws(MediaError) {
            let document = try Document.open(DocumentBytes(memory), password: password)
            try answer(.opened(pages: document.pageCount), on: connection)
            return try work(LocalWorker(document: document), connection)
        } catch {
            try answer(.failed(error.code, operation: error.operation, message: error.message), on: connection)
            return try connection.receiveRequest()
        }
    }

    /// Works on pages of a document until a request comes that is not about it, which is returned.
    private static func work(
        _ first: consuming LocalWorker, _ connection: borrowing WorkerConnection
    ) throws(MediaError) -> (subject: WorkerSubject, bytes: [UInt8])? {
        var worker = first
        while let request = try connection.receiveRequest() {
            guard request.subject == .document else { return request }
            // Should the engine die meanwhile, nobody ends what hangs.
            alarm(UInt32(DocumentLimits.pageTime.components.seconds) + 60)
            defer { alarm(0) }
            switch try WorkerRequest(decoding: request.bytes) {
            case .open: return request
            case .perform(let task, let page):
                try answer(Result { try worker.perform(task, page: page).get() }, on: connection)
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
            let failure = error as? MediaError ?? MediaError(.engine, "DocumentServer", "\(error)")
            try answer(.failed(failure.code, operation: failure.operation, message: failure.message), on: connection)
        }
    }
}

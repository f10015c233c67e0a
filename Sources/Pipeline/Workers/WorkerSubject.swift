/// What a worker is asked about; each kind of work has requests of its own.
enum WorkerSubject: UInt8, Sendable {
    case document = 1
    case picture = 2
}

/// Requests are messages whose first byte is the subject.
extension WorkerConnection {
    /// Sends `request`. Throws as `receive`.
    func send(_ request: [UInt8], about subject: WorkerSubject, patience: Patience) throws(MediaError) {
        try send([subject.rawValue] + request, patience: patience)
    }

    /// Receives the next request; nil when the other end has gone in good order.
    func receiveRequest() throws(MediaError) -> (subject: WorkerSubject, bytes: [UInt8])? {
        guard let message = try receive(patience: .endless) else { return nil }
        guard let subject = message.first.flatMap(WorkerSubject.init(rawValue:)) else {
            throw MediaError(.engine, "WorkerConnection", "a request about nothing known")
        }
        return (subject, Array(message.dropFirst()))
    }
}

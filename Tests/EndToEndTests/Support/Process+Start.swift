import Foundation

extension Process {
    /// Starts with no signal blocked: a child inherits the mask of the thread that starts it, and Dispatch's threads
    /// block SIGTERM. The service's configuration outside of the tests does not reach it; `additions` do.
    func start(with additions: [String: String] = [:]) async throws {
        environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("STORAGE_") }
            .merging(additions) { _, addition in addition }
        try await onThread {
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            try self.run()
        }
    }

    /// Waits for the end: the exit status, or the number of the signal.
    func ended(within seconds: Double) async throws -> Int32 {
        try await eventually("\(executableURL?.lastPathComponent ?? "the program") ends", within: seconds) {
            isRunning ? nil : terminationStatus
        }
    }
}

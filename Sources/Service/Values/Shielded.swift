/// Runs `work` to its end although the calling task may be cancelled: cleaning up must not be skipped.
func shieldedFromCancellation<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    // The one place where a task stands outside the tree: it is awaited at once, only cancellation stays out.
    try await Task { () async -> Result<Value, Failure> in
        do throws(Failure) { return .success(try await work()) } catch { return .failure(error) }
    }.value.get()
}

/// Whether `count` comes to zero within a minute. Other suites have native objects too, but not all the time; what leaks
/// stays.
func released(_ count: () -> Int) async throws -> Bool {
    for _ in 0..<6000 where count() > 0 { try await Task.sleep(for: .milliseconds(10)) }
    return count() <= 0
}

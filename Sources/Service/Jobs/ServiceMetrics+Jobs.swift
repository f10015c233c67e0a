extension ServiceMetrics {
    /// Shows how many jobs are in each state.
    func show(_ counts: [StoredJob.State: Int]) {
        for state in StoredJob.State.allCases { jobs.set(Double(counts[state] ?? 0), [state.rawValue]) }
    }
}

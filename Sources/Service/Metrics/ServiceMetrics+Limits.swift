extension ServiceMetrics {
    /// Shows the limits that an operator has set.
    func show(_ configuration: Configuration) {
        let set = [
            "max_file_size": configuration.maxFileSize, "quota_bytes": configuration.quotaBytes,
            "quota_files": configuration.quotaFiles, "uploads_per_user": configuration.maxUploadsPerUser,
            "requests_per_minute": configuration.requestsPerMinute, "jobs_per_user": configuration.maxJobsPerUser,
            "concurrent_requests": configuration.maxConcurrentRequests, "connections": configuration.maxConnections,
            "job_listeners": configuration.maxJobListeners, "queued_encodes": configuration.maxQueuedEncodes,
        ]
        for (name, value) in set { limits.set(Double(value), [name]) }
    }
}

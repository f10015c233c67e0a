/// Everything this service measures about itself.
final class ServiceMetrics: Sendable {
    let requests = MetricFamily(
        "storage_http_requests_total", .counter, "Requests answered.", labels: ["method", "route", "status"])
    let requestSeconds = HistogramFamily(
        "storage_http_request_seconds", "Time from the request's head to the answer's head.", labels: ["route"])
    let responseBytes = MetricFamily(
        "storage_http_response_bytes_total", .counter, "Body bytes of answers.", labels: ["route"])
    let requestBytes = MetricFamily(
        "storage_http_request_bytes_total", .counter, "Body bytes that requests announced.", labels: ["route"])
    let requestsRunning = MetricFamily("storage_http_requests_running", .gauge, "Requests being answered.")
    let refusals = MetricFamily(
        "storage_refusals_total", .counter, "Problems answered, by code: quota_exceeded, too_busy, …", labels: ["code"])
    let limits = MetricFamily("storage_limit", .gauge, "Configured limits; 0 for none.", labels: ["limit"])
    let uploadedBytes = MetricFamily("storage_uploaded_bytes_total", .counter, "Bytes of files taken in.")
    let uploads = MetricFamily("storage_uploads_total", .counter, "Uploads by outcome.", labels: ["outcome"])

    let cacheHits = MetricFamily("storage_cache_hits_total", .counter, "Segments and stills found in the cache.")
    let cacheMisses = MetricFamily("storage_cache_misses_total", .counter, "Segments and stills not in the cache.")
    let cacheBytes = MetricFamily("storage_cache_bytes", .gauge, "Bytes in the cache.")
    let pictureHits = MetricFamily(
        "storage_picture_cache_hits_total", .counter, "Pictures that were kept decoded when another size was made.")
    let pictureMisses = MetricFamily(
        "storage_picture_cache_misses_total", .counter, "Pictures that could have been kept, but had to be decoded.")
    let pictureBytes = MetricFamily(
        "storage_picture_cache_bytes", .gauge, "Bytes of memory that decoded pictures take.")
    let preparedHits = MetricFamily("storage_prepared_hits_total", .counter, "Segments answered from prepared files.")

    let encodes = MetricFamily(
        "storage_encodes_total", .counter, "Segments and stills made on demand.", labels: ["kind", "outcome"])
    let encodeSeconds = HistogramFamily(
        "storage_encode_seconds", "Time to make a segment or still, without waiting.", labels: ["kind"])
    let encodesRunning = MetricFamily(
        "storage_encodes_running", .gauge, "Encodes and remuxes that run now.", labels: ["work"])
    let encodesQueued = MetricFamily(
        "storage_encodes_queued", .gauge, "Encodes and remuxes that wait for a place.", labels: ["work"])
    let encodesRefused = MetricFamily(
        "storage_encodes_refused_total", .counter, "Encodes and remuxes refused: queue full.", labels: ["work"])
    let flightsJoined = MetricFamily(
        "storage_flights_joined_total", .counter, "Requests that waited for work another one had begun.")
    let prefetches = MetricFamily(
        "storage_prefetches_total", .counter, "Segments made ahead, by outcome.", labels: ["outcome"])

    let orphansRemoved = MetricFamily(
        "storage_orphans_removed_total", .counter, "Contents removed because no file has them.")
    let filesWithoutBytes = MetricFamily(
        "storage_contents_missing", .gauge, "Contents of files whose bytes the last sweep did not find.")

    let stageSeconds = MetricFamily(
        "storage_stage_seconds_total", .counter, "Time that stages of the engine worked and waited.",
        labels: ["stage", "activity"])

    let jobs = MetricFamily("storage_jobs", .gauge, "Jobs by state.", labels: ["state"])
    let jobRetries = MetricFamily("storage_job_retries_total", .counter, "Jobs put back to be tried again.")
    let jobListeners = MetricFamily("storage_job_listeners", .gauge, "Connections that follow a job.")

    /// All of it in the Prometheus text format.
    func render() -> String {
        let families = [
            requests, requestsRunning, requestBytes, refusals, limits, stageSeconds, responseBytes, uploadedBytes,
            uploads, cacheHits, cacheMisses, cacheBytes, pictureHits, pictureMisses, pictureBytes, preparedHits,
            encodes, encodesRunning, encodesQueued, encodesRefused, flightsJoined, prefetches, jobs, jobRetries,
            jobListeners, orphansRemoved, filesWithoutBytes,
        ]
        return families.map { $0.render() }.joined() + requestSeconds.render() + encodeSeconds.render()
    }
}

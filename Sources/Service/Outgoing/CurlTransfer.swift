internal import CCurl

/// One request on one libcurl easy handle, which is made and used on one thread only ("never share the same handle in
/// multiple threads", libcurl-thread(3)).
final class CurlTransfer {
    private let handle: UnsafeMutableRawPointer
    private let limit: Int
    private let isGivenUp: Flag
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// Initialising the library is not safe on all its versions while others use it, so it happens once.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(url: String, limits: HTTPClient.Limits, isGivenUp: Flag) throws {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw OutgoingError(code: .unreachable, message: "libcurl cannot be used")
        }
        self.handle = handle
        self.isGivenUp = isGivenUp
        limit = limits.bytes
        try Self.check(ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try Self.check(ccurl_set_text(handle, CURLOPT_URL, url))
        try Self.check(ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
        // Signals belong to the service.
        try Self.check(ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1))
        try Self.check(ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(limits.connectTimeout)))
        try Self.check(ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(limits.timeout)))
        try Self.check(ccurl_set_text(handle, CURLOPT_USERAGENT, "storage-service"))
        try Self.check(ccurl_set_long(handle, CURLOPT_NOPROGRESS, 0))
    }

    deinit { curl_easy_cleanup(handle) }

    /// Makes the request; blocks. Throws `OutgoingError`, or `CancellationError` when it was given up.
    func perform() throws -> HTTPClient.Answer {
        // The pointer is used during `curl_easy_perform` only, while `self` is alive.
        let target = Unmanaged.passUnretained(self).toOpaque()
        try Self.check(ccurl_set_target(handle, CURLOPT_WRITEDATA, target))
        try Self.check(ccurl_set_target(handle, CURLOPT_XFERINFODATA, target))
        try Self.check(
            ccurl_set_write(handle) { bytes, size, count, target in
                guard let bytes, let target else { return 0 }
                let transfer = Unmanaged<CurlTransfer>.fromOpaque(target).takeUnretainedValue()
                return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
            })
        try Self.check(
            ccurl_set_progress(handle) { target, _, _, _, _ in
                guard let target else { return 1 }
                return Unmanaged<CurlTransfer>.fromOpaque(target).takeUnretainedValue().isGivenUp.isRaised ? 1 : 0
            })
        let code = curl_easy_perform(handle)
        if isGivenUp.isRaised { throw CancellationError() }
        if isTooLarge { throw OutgoingError(code: .tooLarge, message: "more than \(limit) bytes") }
        try Self.check(code)
        var status = 0
        try Self.check(ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status))
        return HTTPClient.Answer(status: status, body: body)
    }

    /// Takes bytes in; another number than were offered ends the transfer.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= limit else {
            isTooLarge = true
            return 0
        }
        body += bytes
        return bytes.count
    }

    private static func milliseconds(_ duration: Duration) -> Int { max(1, Int(duration.seconds * 1000)) }

    private static func check(_ code: CURLcode) throws {
        guard code != CURLE_OK else { return }
        let kind: OutgoingError.Code =
            switch code {
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .badAddress
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            default: .unreachable
            }
        throw OutgoingError(code: kind, message: String(cString: curl_easy_strerror(code)))
    }
}

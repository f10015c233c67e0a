internal import CVips

/// What all calls into libvips share: how it is set up, and how a failure becomes an error.
///
/// libvips may be called from any thread; its images are immutable and may be shared, everything else belongs to one
/// thread at a time.
enum Vips {
    /// Call once before anything else of libvips; later calls cost nothing. False when the library cannot start.
    ///
    /// Work has one thread of libvips' own, results are not remembered, and only what pictures from strangers need can be
    /// reached: the loaders that `ImageFormat` names.
    static let isReady: Bool = {
        // Each arena of the allocator keeps what it once held; with one for every thread a process only ever grows.
        mallopt(shim_M_ARENA_MAX, 2)
        // Pixels are to go back to the system when they are released. Left alone, the allocator raises both bounds with
        // every large block (mallopt(3), "dynamic mmap threshold"), until pixels too lie in arenas and split them up.
        mallopt(shim_M_MMAP_THRESHOLD, largeBlock)
        mallopt(shim_M_TRIM_THRESHOLD, largeBlock)
        guard shim_vips_init("pipeline") == 0 else { return false }
        // Its vector programs are compiled anew for each picture by liborc 0.4.33, whose memory two threads at once destroy.
        vips_vector_set_enabled(0)
        vips_concurrency_set(1)
        vips_cache_set_max(0)
        // Damaged files make it warn on standard error; what matters comes as an error as well.
        g_log_set_handler("VIPS", GLogLevelFlags(rawValue: ~0), { _, _, _, _ in }, nil)
        vips_operation_block_set("VipsForeignLoad", 1)
        for format in ImageFormat.allCases { vips_operation_block_set(format.loaderClass, 0) }
        return true
    }()

    /// Bytes from which on a block of memory is a mapping of its own. Smaller bounds cost time: what is mapped is zeroed.
    private static let largeBlock: Int32 = 1 << 20

    /// Sets libvips up; throws when it cannot start.
    static func prepare() throws(MediaError) {
        guard isReady else { throw MediaError(.engine, "vips_init", "the image library cannot start") }
    }

    /// Throws `code` when `status` is not zero. `operation` names the C function.
    static func check(
        _ status: Int32, _ operation: String, _ code: MediaError.Code = .engine
    ) throws(MediaError) {
        guard status != 0 else { return }
        throw error(operation, code)
    }

    /// The error of a failed `operation`.
    ///
    /// All threads write into one text of libvips, so that it may tell of another picture: it is for logs alone, and
    /// nothing is decided by it.
    static func error(_ operation: String, _ code: MediaError.Code = .engine) -> MediaError {
        let text = vips_error_buffer_copy()
        defer { g_free(text) }
        let message =
            switch code {
            case .corrupt: "the picture is damaged or cut short"
            case .unsupported: "the picture is of a kind that cannot be read"
            default: "the picture cannot be processed"
            }
        let words = text.map { String(cString: $0) } ?? ""
        let log = words.isEmpty ? nil : LibraryMessage(text: words)
        return MediaError(code, operation, message, cause: log)
    }

    /// Bytes that libvips holds for pixels now, for all threads.
    static var trackedBytes: Int { vips_tracked_get_mem() }
}

/// What libvips itself said, perhaps about another picture of the same moment.
struct LibraryMessage: Error, CustomStringConvertible {
    let text: String
    var description: String { text.split(separator: "\n").joined(separator: "; ") }
}

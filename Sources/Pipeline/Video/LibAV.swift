internal import CFFmpeg

/// What all calls into FFmpeg's libraries share: turning status codes into errors, and quiet logs.
enum LibAV {
    /// Call once before anything else of FFmpeg; later calls cost nothing. Its log would go to standard error,
    /// and costs time even where its level is quiet.
    static let prepare: Void = av_log_set_callback(nil)

    /// Throws when `status` is an error code; otherwise returns it. `operation` names the C function.
    @discardableResult
    static func check(_ status: Int32, _ operation: String) throws(MediaError) -> Int32 {
        guard status < 0 else { return status }
        throw error(status, operation)
    }

    /// The error that the negative `status` of `operation` stands for.
    static func error(_ status: Int32, _ operation: String) -> MediaError {
        let code: MediaError.Code =
            switch status {
            case shim_AVERROR_EXIT: .cancelled
            case shim_AVERROR_INVALIDDATA, shim_AVERROR_EOF: .corrupt
            case shim_AVERROR_EIO: .inputOutput
            default: .engine
            }
        return MediaError(code, operation, text(of: status))
    }

    /// The result of an allocation, or an error when there was no memory.
    static func allocated<Pointee>(_ pointer: UnsafeMutablePointer<Pointee>?, _ operation: String)
        throws(MediaError) -> UnsafeMutablePointer<Pointee>
    {
        guard let pointer else { throw error(shim_AVERROR_ENOMEM, operation) }
        return pointer
    }

    private static func text(of status: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let base = buffer.baseAddress, av_strerror(status, base, buffer.count) == 0 else {
                return "error \(status)"
            }
            return String(cString: base)
        }
    }
}

extension Rational {
    init(_ value: AVRational) { self.init(Int64(value.num), Int64(value.den)) }

    /// For libav, whose fractions hold 32 bits: exact where it fits, else the nearest.
    var avRational: AVRational {
        var (num, den) = (Int32(0), Int32(1))
        av_reduce(&num, &den, numerator, denominator, Int64(Int32.max))
        return AVRational(num: num, den: den)
    }
}

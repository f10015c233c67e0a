internal import CFFmpeg

/// Changing the sample rate of a stretch of sound, once and as a whole.
enum Resampling {
    /// `samples` at `rate` as sound at `targetRate`. The first output sample falls on the first input sample, so the
    /// input must start where both clocks tick together: at a multiple of `rate / gcd`. The edges are blurred over the
    /// filter's 16 samples; callers cut them off.
    static func resample(_ samples: StereoSamples, from rate: Int64, to targetRate: Int64) throws(MediaError)
        -> StereoSamples
    {
        let start = samples.start * targetRate / rate
        guard rate != targetRate else { return samples }
        var context: OpaquePointer?
        defer { swr_free(&context) }
        var (stereo, target) = (shim_stereo(), shim_stereo())
        try LibAV.check(
            swr_alloc_set_opts2(
                &context, &target, AV_SAMPLE_FMT_FLTP, Int32(targetRate), &stereo, AV_SAMPLE_FMT_FLTP, Int32(rate), 0,
                nil), "swr_alloc_set_opts2")
        try LibAV.check(swr_init(context), "swr_init")
        let expected = Int(Int64(samples.count) * targetRate / rate)
        var output = StereoSamples(start: start, count: expected + 4096)
        let produced = try withPointers(samples) { input throws(MediaError) in
            try convert(context, input: input, inputCount: Int32(samples.count), output: &output)
        }
        var tail = StereoSamples(start: 0, count: 4096)
        let flushed = try convert(context, input: nil, inputCount: 0, output: &tail)
        for channel in 0..<2 {
            output.channels[channel].removeSubrange(produced...)
            output.channels[channel].append(contentsOf: tail.channels[channel].prefix(flushed))
        }
        return output
    }

    /// One call of `swr_convert` into all of `output`; returns how many samples came out.
    @discardableResult
    static func convert(
        _ context: OpaquePointer?, input: UnsafePointer<UnsafeMutablePointer<UInt8>?>?, inputCount: Int32,
        output: inout StereoSamples
    ) throws(MediaError) -> Int {
        let capacity = Int32(output.count)
        var left = output.channels[0]
        var right = output.channels[1]
        output.channels = [[], []]
        let status = left.withUnsafeMutableBytes { left in
            right.withUnsafeMutableBytes { right in
                var planes = [left, right].map { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
                return planes.withUnsafeMutableBufferPointer { planes in
                    let source = UnsafeRawPointer(input)?.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
                    return swr_convert(
                        context, planes.baseAddress, capacity, UnsafeMutablePointer(mutating: source), inputCount)
                }
            }
        }
        output.channels = [left, right]
        return Int(try LibAV.check(status, "swr_convert"))
    }

    private static func withPointers<Result>(
        _ samples: StereoSamples,
        _ body: (UnsafePointer<UnsafeMutablePointer<UInt8>?>?) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        var (left, right) = (samples.channels[0], samples.channels[1])
        let outcome: Swift.Result<Result, MediaError> = left.withUnsafeMutableBytes { left in
            right.withUnsafeMutableBytes { right in
                let planes = [left, right].map { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
                return planes.withUnsafeBufferPointer { planes in
                    Swift.Result { () throws(MediaError) in try body(planes.baseAddress) }
                }
            }
        }
        return try outcome.get()
    }
}

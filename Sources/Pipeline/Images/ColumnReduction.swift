internal import CVips

/// Makes columns shorter, as `RowReduction` does with rows: for samples of 8 bits, however many a pixel has.
///
/// Goes with the picture that it makes, which it is released with. Any thread may ask for rows, and every call has working
/// memory of its own.
final class ColumnReduction: PixelMaker {
    private typealias Samples = SIMD4<Float>

    /// What the columns come from.
    private let input: Picture
    private let weights: KernelWeights
    /// Samples of each row that are worked on at once, so that all rows that are needed stay near the processor.
    private static let block = 4096

    private init(_ input: Picture, _ weights: KernelWeights) {
        self.input = input
        self.weights = weights
    }

    /// Whether columns of `picture` can be made `height` pixels long.
    static func isPossible(_ picture: Picture, to height: Int) -> Bool {
        height < picture.height && picture.format == VIPS_FORMAT_UCHAR
    }

    /// `input` with columns of `height` pixels, made on demand. Only what `isPossible` accepts.
    static func picture(of input: Picture, to height: Int) throws(MediaError) -> Picture {
        // Where much is left out, the mean of several rows comes first, as it does in libvips' `resize`.
        let rows = input.height / height / 2
        guard rows > 1 else {
            return try picture(of: input, KernelWeights(from: input.height, to: height), height)
        }
        let means = try input.applying("shrinkv") {
            $0.set("vshrink", rows)
            $0.set("ceil", true)
        }
        // The last mean may be of fewer rows.
        let length = Double(input.height) / Double(rows)
        return try picture(of: means, KernelWeights(from: means.height, spanning: length, to: height), height)
    }

    private static func picture(
        of input: Picture, _ weights: KernelWeights, _ height: Int
    ) throws(MediaError) -> Picture {
        try input.generating(ColumnReduction(input, weights)) { $0.Ysize = Int32(height) }
    }

    func fill(_ output: UnsafeMutablePointer<VipsRegion>, from source: UnsafeMutablePointer<VipsRegion>) -> Int32 {
        let wanted = output.pointee.valid
        let rows = Int(wanted.top)..<Int(wanted.top + wanted.height)
        let needed = weights.inputs(of: rows)
        var area = VipsRect(
            left: wanted.left, top: Int32(needed.lowerBound), width: wanted.width, height: Int32(needed.count))
        guard vips_region_prepare(source, &area) == 0 else { return -1 }
        let count = Int(wanted.width) * input.bands
        let stride = min(count, Self.block) / 4 + 1
        withUnsafeTemporaryAllocation(
            of: Samples.self, capacity: (needed.count + KernelWeights.step) * stride
        ) { table in
            // Weights are counted in steps, the last of which may lie beyond the end, where nothing must be that is no number.
            table.initialize(repeating: Samples(repeating: 0))
            guard let table = table.baseAddress else { return }
            for start in Swift.stride(from: 0, to: count, by: Self.block) {
                let part = min(Self.block, count - start)
                for (index, y) in needed.enumerated() {
                    let samples = source.pixels(Int(wanted.left), Int32(y), input.bands) + start
                    Self.widen(samples, part, into: table + index * stride)
                }
                for y in rows {
                    let samples = output.pixels(Int(wanted.left), Int32(y), input.bands) + start
                    reduce(table + (weights.starts[y] - needed.lowerBound) * stride, stride, y, part, into: samples)
                }
            }
        }
        return 0
    }

    private static func widen(
        _ samples: UnsafeMutablePointer<UInt8>, _ count: Int, into row: UnsafeMutablePointer<Samples>
    ) {
        let source = UnsafeRawPointer(samples)
        for index in 0..<count / 4 {
            row[index] = SampleNumbers.numbers(source.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
        }
        guard count % 4 > 0 else { return }
        var last: UInt32 = 0
        for index in (count / 4 * 4..<count).reversed() { last = last << 8 | UInt32(samples[index]) }
        row[count / 4] = SampleNumbers.numbers(last)
    }

    private func reduce(
        _ table: UnsafeMutablePointer<Samples>, _ stride: Int, _ y: Int, _ count: Int,
        into samples: UnsafeMutablePointer<UInt8>
    ) {
        let taps = weights.taps
        weights.values.withUnsafeBufferPointer { values in
            guard let weight = values.baseAddress.map({ $0 + y * taps }) else { return }
            for index in 0..<(count + 3) / 4 {
                var (even, odd) = (Samples(repeating: 0), Samples(repeating: 0))
                var row = table + index
                var tap = 0
                while tap < taps {
                    even += row[0] * weight[tap]
                    odd += row[stride] * weight[tap &+ 1]
                    row += stride &* 2
                    tap &+= 2
                }
                let sum = SampleNumbers.rounded(even + odd)
                let target = samples + index &* 4
                target[0] = UInt8(clamping: sum[0])
                let left = count &- index &* 4
                if left > 1 { target[1] = UInt8(clamping: sum[1]) }
                if left > 2 { target[2] = UInt8(clamping: sum[2]) }
                if left > 3 { target[3] = UInt8(clamping: sum[3]) }
            }
        }
    }
}

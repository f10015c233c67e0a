internal import CSIMD

/// Makes one row after the other shorter: of pixels of 1 to 4 samples, which come with some bits of fraction and leave with
/// 8 bits. One thread at a time.
struct RowReduction: ~Copyable {
    private typealias Words = SIMD8<Int16>
    private typealias Sums = SIMD4<Int32>

    /// What is made of a row.
    let columns: Range<Int>
    /// What it is made of.
    let inputs: Range<Int>
    /// Bits of fraction that samples come with: as many as sums have room for.
    let fraction: Int

    private let weights: KernelWeights
    private let bands: Int
    private let isWide: Bool
    /// Two neighbouring pixels each, sample beside sample.
    private let pairs: UnsafeMutableBufferPointer<SIMD8<Int16>>

    /// Makes the pixels `columns`. `weights` are those of `weights(from:to:)`. `isWide` takes the wide units of the processor,
    /// which must be there.
    init(_ weights: KernelWeights, bands: Int, columns: Range<Int>, isWide: Bool = VectorUnits.areWide) {
        self.weights = weights
        self.isWide = isWide
        self.bands = bands
        self.columns = columns
        inputs = weights.inputs(of: columns)
        fraction = min(6, 22 - weights.bits)
        pairs = .allocate(capacity: (inputs.count + weights.taps) / 2 + 1)
        pairs.initialize(repeating: SIMD8(repeating: 0))
    }

    deinit { pairs.deallocate() }

    /// Weights that make rows of `input` pixels `output` long.
    static func weights(from input: Int, to output: Int) -> KernelWeights {
        KernelWeights(from: input, to: output, step: 8)
    }

    /// Samples that a row of `inputs` must have room for: some may be read, though not used, beyond its end.
    var room: Int { (inputs.count + weights.taps) * bands + 16 }

    /// Makes `columns` of the row that begins with the first of `inputs`.
    func reduce(_ row: UnsafePointer<Int16>, into target: UnsafeMutablePointer<UInt8>) {
        if bands == 1 { return reduceGrey(row, into: target) }
        pair(row)
        guard let pairs = UnsafeRawPointer(pairs.baseAddress) else { return }
        let half = Sums(repeating: 1 << Int32(weights.bits + fraction - 1))
        let (first, taps, drop) = (inputs.lowerBound, weights.taps, Int32(weights.bits + fraction))
        weights.values.withUnsafeBytes { values in
            guard let values = values.baseAddress else { return }
            weights.starts.withUnsafeBufferPointer { starts in
                var (target, columns) = (target, columns)
                #if arch(x86_64)
                    if isWide, let starts = starts.baseAddress {
                        // All but the last, behind which there may be no room.
                        let count = columns.count - 1
                        shim_make_pixels(
                            pairs.assumingMemoryBound(to: Int16.self), first, starts + columns.lowerBound,
                            (values + columns.lowerBound * taps * 2).assumingMemoryBound(to: Int16.self), taps, drop,
                            count, bands, target)
                        target += count * bands
                        columns = columns.upperBound - 1..<columns.upperBound
                    }
                #endif
                for column in columns {
                    var pixels = pairs + (starts[column] &- first) &* 8
                    var weight = values + column &* taps &* 2
                    var sum = half
                    for _ in 0..<taps / 8 {
                        let all = weight.loadUnaligned(as: SIMD4<UInt32>.self)
                        sum &+= Self.weighed(pixels, SIMD4(repeating: all[0]))
                        sum &+= Self.weighed(pixels + 16, SIMD4(repeating: all[1]))
                        sum &+= Self.weighed(pixels + 32, SIMD4(repeating: all[2]))
                        sum &+= Self.weighed(pixels + 48, SIMD4(repeating: all[3]))
                        pixels += 64
                        weight += 16
                    }
                    let bytes = shim_bytes(sum &>> drop)
                    if column &+ 1 < columns.upperBound {
                        // The next pixel comes over what is too much.
                        UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: UInt32.self)
                    } else {
                        for band in 0..<bands { target[band] = UInt8(truncatingIfNeeded: bytes >> (8 * band)) }
                    }
                    target += bands
                }
            }
        }
    }

    /// Two pixels with their two weights, of which `weights` is four times the same.
    @inline(__always)
    private static func weighed(_ pixels: UnsafeRawPointer, _ weights: SIMD4<UInt32>) -> Sums {
        shim_multiply_add_pairs(pixels.load(as: Words.self), unsafeBitCast(weights, to: Words.self))
    }

    private func pair(_ row: UnsafePointer<Int16>) {
        let count = (inputs.count + 1) / 2
        #if arch(x86_64)
            if isWide, bands == 3, let pairs = UnsafeMutableRawPointer(pairs.baseAddress) {
                return shim_pair_colours(row, count, pairs.assumingMemoryBound(to: Int16.self))
            }
        #endif
        let row = UnsafeRawPointer(row)
        for index in 0..<count {
            let two = row.loadUnaligned(fromByteOffset: index &* 4 &* bands, as: Words.self)
            pairs[index] =
                switch bands {
                case 2: Words(two[0], two[2], two[1], two[3], 0, 0, 0, 0)
                case 3: Words(two[0], two[3], two[1], two[4], two[2], two[5], 0, 0)
                default: Words(two[0], two[4], two[1], two[5], two[2], two[6], two[3], two[7])
                }
        }
    }

    private func reduceGrey(_ row: UnsafePointer<Int16>, into target: UnsafeMutablePointer<UInt8>) {
        let (half, drop) = (1 << Int32(weights.bits + fraction - 1), Int32(weights.bits + fraction))
        weights.values.withUnsafeBytes { values in
            guard let values = values.baseAddress else { return }
            for (index, column) in columns.enumerated() {
                let samples = UnsafeRawPointer(row + (weights.starts[column] - inputs.lowerBound))
                let weight = values + column * weights.taps * 2
                var sum = Sums(repeating: 0)
                for tap in stride(from: 0, to: weights.taps * 2, by: 16) {
                    sum &+= shim_multiply_add_pairs(
                        samples.loadUnaligned(fromByteOffset: tap, as: Words.self),
                        weight.loadUnaligned(fromByteOffset: tap, as: Words.self))
                }
                target[index] = UInt8(clamping: (sum.wrappedSum() &+ Int32(half)) >> drop)
            }
        }
    }
}

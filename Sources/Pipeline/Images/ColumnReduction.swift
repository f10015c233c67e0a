internal import CSIMD

/// Makes the columns of a picture shorter while its rows come in, from the top to the bottom. Samples have 8 bits; how many
/// make a pixel does not matter.
///
/// Rows are kept in twos, interleaved sample by sample, as one instruction weighs and adds two neighbours: as many as one
/// row of the result is made of.
struct ColumnReduction: ~Copyable {
    private typealias Words = SIMD8<Int16>
    private typealias Sums = SIMD4<Int32>

    private let weights: KernelWeights
    private let samples: Int
    private let isWide: Bool
    /// Bytes of a pair of rows: whole blocks.
    private let stride: Int
    /// The latest pairs of rows, `weights.taps / 2` of them in turn.
    private let pairs: UnsafeMutableRawBufferPointer
    /// The first row of a pair, until the second comes: whole blocks.
    private let waiting: UnsafeMutableBufferPointer<UInt8>
    private var nextInput: Int
    private var nextOutput: Int
    /// Samples that are worked on at once.
    private static let block = 32

    /// For rows of `samples` samples. Begins with row `output` of the result. `isWide` takes the wide units of the processor,
    /// which must be there.
    init(_ weights: KernelWeights, samples: Int, startingAt output: Int, isWide: Bool = VectorUnits.areWide) {
        self.weights = weights
        self.isWide = isWide
        self.samples = samples
        stride = Self.wholeBlocks(samples) * 4
        pairs = .allocate(byteCount: stride * weights.taps / 2, alignment: 64)
        pairs.initializeMemory(as: UInt8.self, repeating: 0)
        waiting = .allocate(capacity: stride / 4)
        waiting.initialize(repeating: 0)
        nextInput = weights.starts[output]
        nextOutput = output
    }

    deinit {
        pairs.deallocate()
        waiting.deallocate()
    }

    /// Room for a row of the result: the last block of samples may be longer than the row.
    static func wholeBlocks(_ samples: Int) -> Int { (samples + block - 1) / block * block }

    /// Whether the next row of the result can be made of the rows that were added; only otherwise may one more be added.
    var isReady: Bool { nextInput >= weights.inputs(of: nextOutput..<nextOutput + 1).upperBound }

    /// Takes in the next row. The first is that with which the first row of the result begins.
    mutating func add(_ row: UnsafePointer<UInt8>) {
        if nextInput.isMultiple(of: 2) {
            waiting.baseAddress?.update(from: row, count: samples)
            // The last row of all may have no other.
            if nextInput + 1 == weights.length { pair(row) }
        } else {
            pair(row)
        }
        nextInput += 1
    }

    private func pair(_ row: UnsafePointer<UInt8>) {
        guard let base = pairs.baseAddress, let first = UnsafeRawPointer(waiting.baseAddress) else { return }
        let second = UnsafeRawPointer(row)
        let target = (base + nextInput / 2 % (weights.taps / 2) * stride).assumingMemoryBound(to: Words.self)
        // The last samples may be fewer than are taken at once.
        let whole = samples / 16
        for index in 0..<whole {
            shim_interleave(
                first.loadUnaligned(fromByteOffset: index &* 16, as: SIMD16<UInt8>.self),
                second.loadUnaligned(fromByteOffset: index &* 16, as: SIMD16<UInt8>.self), target + index &* 4)
        }
        let lanes = UnsafeMutableRawPointer(target).assumingMemoryBound(to: UInt32.self)
        for index in whole * 16..<samples { lanes[index] = UInt32(waiting[index]) | UInt32(row[index]) << 16 }
    }

    /// Makes the next row of the result, with `fraction` more bits than samples have.
    mutating func next(into line: UnsafeMutablePointer<Int16>, fraction: Int) {
        let (taps, count) = (weights.taps, weights.taps / 2)
        let first = weights.starts[nextOutput] / 2 % count
        let drop = Int32(weights.bits - fraction)
        let half = Sums(repeating: 1 << (drop - 1))
        weights.values.withUnsafeBytes { values in
            guard let values = values.baseAddress, let base = pairs.baseAddress else { return }
            let weight = values + nextOutput * taps * 2
            #if arch(x86_64)
                if isWide {
                    return shim_add_rows(
                        base, stride, first, count, weight.assumingMemoryBound(to: Int32.self),
                        Self.wholeBlocks(samples) / Self.block, drop, line)
                }
            #endif
            for start in Swift.stride(from: 0, to: samples, by: Self.block) {
                var (a, b, c, d, e, f, g, h) = (half, half, half, half, half, half, half, half)
                var row = base + first &* stride + start &* 4
                var turn = count &- first
                for tap in 0..<count {
                    let pair = weight.loadUnaligned(fromByteOffset: tap &* 4, as: UInt32.self)
                    let both = unsafeBitCast(SIMD4<UInt32>(repeating: pair), to: Words.self)
                    a &+= shim_multiply_add_pairs(row.load(as: Words.self), both)
                    b &+= shim_multiply_add_pairs(row.load(fromByteOffset: 16, as: Words.self), both)
                    c &+= shim_multiply_add_pairs(row.load(fromByteOffset: 32, as: Words.self), both)
                    d &+= shim_multiply_add_pairs(row.load(fromByteOffset: 48, as: Words.self), both)
                    e &+= shim_multiply_add_pairs(row.load(fromByteOffset: 64, as: Words.self), both)
                    f &+= shim_multiply_add_pairs(row.load(fromByteOffset: 80, as: Words.self), both)
                    g &+= shim_multiply_add_pairs(row.load(fromByteOffset: 96, as: Words.self), both)
                    h &+= shim_multiply_add_pairs(row.load(fromByteOffset: 112, as: Words.self), both)
                    turn &-= 1
                    // After the last of the pairs comes the first.
                    row = turn == 0 ? base + start &* 4 : row + stride
                }
                let target = UnsafeMutableRawPointer(line + start).assumingMemoryBound(to: Words.self)
                target[0] = shim_words(a &>> drop, b &>> drop)
                target[1] = shim_words(c &>> drop, d &>> drop)
                target[2] = shim_words(e &>> drop, f &>> drop)
                target[3] = shim_words(g &>> drop, h &>> drop)
            }
        }
        nextOutput += 1
    }
}

/// Makes a picture smaller while its rows come in, from the top to the bottom, by the kernel that libvips uses too (Lanczos,
/// three lobes), within half a step of its formula. Samples have 8 bits, pixels 1 to 4 of them.
///
/// Columns become shorter first, since fewer rows are left then. One thread at a time.
struct LanczosReduction: ~Copyable {
    /// The weights of both directions, which any number of reductions may share.
    struct Weights: Sendable {
        let rows: KernelWeights
        let columns: KernelWeights
        let bands: Int

        /// From `input` to `output`, no side of which is longer. The rows of `input` stand for the length `span`, where the
        /// last of them is not whole.
        init(from input: PixelSize, spanning span: Double? = nil, to output: PixelSize, bands: Int) {
            rows = KernelWeights(from: input.height, spanning: span, to: output.height)
            columns = RowReduction.weights(from: input.width, to: output.width)
            self.bands = bands
        }
    }

    private var columns: ColumnReduction
    private let rows: RowReduction
    /// A row between both directions: whole vectors.
    private let line: UnsafeMutableRawBufferPointer

    /// Makes the pixels `columns` of the rows from `row` on.
    init(_ weights: Weights, columns: Range<Int>, startingAt row: Int) {
        rows = RowReduction(weights.columns, bands: weights.bands, columns: columns)
        self.columns = ColumnReduction(
            weights.rows, samples: rows.inputs.count * weights.bands, startingAt: row)
        line = .allocate(byteCount: ColumnReduction.wholeBlocks(rows.room) * 2, alignment: 64)
        line.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { line.deallocate() }

    /// Whether the next row can be made of those that were added; only otherwise may one more be added.
    var isReady: Bool { columns.isReady }

    /// Takes in the next row, of which `row` is the first pixel that is needed.
    mutating func add(_ row: UnsafePointer<UInt8>) { columns.add(row) }

    /// Makes the next row.
    mutating func next(into target: UnsafeMutablePointer<UInt8>) {
        guard let line = line.baseAddress?.assumingMemoryBound(to: Int16.self) else { return }
        columns.next(into: line, fraction: rows.fraction)
        rows.reduce(line, into: target)
    }
}

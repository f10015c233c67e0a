internal import CSIMD

/// What the processor can do beyond what the program is built for.
enum VectorUnits {
    /// Whether sixteen numbers of 16 bits are worked on at once (AVX2). Results are the same either way.
    static let areWide: Bool = {
        #if arch(x86_64)
            shim_has_wide() != 0
        #else
            false
        #endif
    }()
}

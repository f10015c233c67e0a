import Foundation

/// What glibc's malloc leaves in memory that it hands out: code that reads before it writes then shows it.
enum FreshMemory {
    private typealias Option = @convention(c) (Int32, Int32) -> Int32

    /// `mallopt` of malloc.h, which no module map exports.
    private static let option: Option? = dlsym(dlopen(nil, RTLD_NOW), "mallopt").map {
        unsafeBitCast($0, to: Option.self)
    }

    /// Fills memory from now on with a pattern that `byte` chooses; 0 leaves it as it is. False where that is unknown.
    static func fill(_ byte: UInt8) -> Bool {
        // M_MMAP_THRESHOLD: what comes from mmap would be zero. M_PERTURB: the fill.
        guard let option else { return false }
        return option(-3, 1 << 25) == 1 && option(-6, Int32(byte)) == 1
    }
}

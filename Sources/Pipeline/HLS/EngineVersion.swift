/// Names the way segments are made. Raise it with any change that changes their bytes: caches then start afresh.
enum EngineVersion {
    static let number = 1
    static var bytes: [UInt8] { Array("engine \(number)".utf8) }
}

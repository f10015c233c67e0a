/// Compares small RGB pictures.
enum Colours {
    /// The mean absolute difference of two pictures, 0…255.
    static func difference(_ left: [UInt8], _ right: [UInt8]) -> Double {
        guard left.count == right.count, !left.isEmpty else { return 255 }
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var sum = 0
                for index in 0..<left.count { sum += abs(Int(left[index]) - Int(right[index])) }
                return Double(sum) / Double(left.count)
            }
        }
    }

    /// The mean of all samples, 0…255.
    static func brightness(_ picture: [UInt8]) -> Double {
        picture.isEmpty ? 0 : Double(picture.reduce(0) { $0 + Int($1) }) / Double(picture.count)
    }

    /// The standard deviation of all samples, 0…127.
    static func contrast(_ picture: [UInt8]) -> Double {
        let mean = brightness(picture)
        let squares = picture.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return picture.isEmpty ? 0 : (squares / Double(picture.count)).squareRoot()
    }
}

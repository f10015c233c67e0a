/// Where the objects of a document begin in its bytes (ISO 32000-1, 7.3.10): those that are not in compressed streams.
enum ObjectPlaces {
    /// The places behind “12 0 obj” of the objects that are `wanted`. Of several with one number the last counts, as it was
    /// added by an update.
    static func find(in bytes: UnsafeRawBufferPointer, where wanted: (Int) -> Bool) -> [Int: Int] {
        var places: [Int: Int] = [:]
        var position = 0
        while let found = bytes.place(of: "obj", from: position) {
            position = found + 3
            if let object = number(before: found, in: bytes), wanted(object) { places[object] = position }
        }
        return places
    }

    /// The number of the object that “obj” at `place` opens. Nil for “endobj” and anything else.
    private static func number(before place: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = place
        for _ in 0..<2 {
            let word = position
            while position > 0, bytes.isSpace(position - 1) { position -= 1 }
            guard position < word else { return nil }
            let digits = position
            while position > 0, bytes.isDigit(position - 1), digits - position < 10 { position -= 1 }
            guard position < digits else { return nil }
        }
        return bytes.number(at: &position, to: place)
    }
}

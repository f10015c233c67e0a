extension String {
    /// Whether both are the same bytes. `==` takes texts for equal that differ in how accents are written (Unicode's
    /// canonical equivalence); a database and other services do not.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

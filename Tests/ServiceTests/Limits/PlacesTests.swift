import Testing

@testable import Service

@Suite struct PlacesTests {
    @Test func `places are for everybody and for each user, and come back`() throws {
        let places = Places(total: 3, perUser: 2)
        var held = [try places.take(for: "a"), try places.take(for: "a")]
        #expect(throws: Places.Full.forUser) { try places.take(for: "a") }
        held.append(try places.take(for: "b"))
        #expect(throws: Places.Full.forEverybody) { try places.take(for: "b") }
        #expect(places.taken == 3)
        held.removeFirst()
        held.append(try places.take(for: "b"))
        held.removeAll()
        #expect(places.taken == 0)
    }

    @Test func `nothing is limited by 0`() throws {
        let places = Places()
        let held = try (0..<1000).map { _ in try places.take(for: "a") }
        #expect(places.taken == held.count)
    }

    @Test func `racing for places, as many get in as there are`() async {
        let places = Places(total: 7)
        let held = await withTaskGroup(of: Place?.self) { group in
            for _ in 0..<100 { group.addTask { try? places.take() } }
            return await group.reduce(into: [Place]()) { if let place = $1 { $0.append(place) } }
        }
        #expect(held.count == 7)
    }
}

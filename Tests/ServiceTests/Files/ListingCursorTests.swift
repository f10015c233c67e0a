import Testing

@testable import Service

@Suite struct ListingCursorTests {
    private let cursors: ListingCursors
    private let listing = FileListing(owner: "ada")
    private let place = ListingPlace(value: .number(7), id: Identifier.random())

    init() throws { cursors = try makeCursors(of: "one secret of thirty-two bytes...") }

    @Test func `a cursor comes back as its place`() throws {
        var names = listing
        names.sort = try #require(FileSort("filename"))
        for (listing, value) in [(listing, .number(.max)), (names, .text("é\"|\n🎬")), (names, .text(""))]
            as [(FileListing, ListingPlace.Value)]
        {
            let place = ListingPlace(value: value, id: place.id)
            #expect(try cursors.place(try cursors.text(place, in: listing), in: listing) == place)
        }
    }

    @Test func `a cursor may be used with another limit`() throws {
        var longer = listing
        longer.limit = 200
        #expect(try cursors.place(try cursors.text(place, in: listing), in: longer) == place)
    }

    @Test func `a cursor of another owner, filter or sort is refused`() throws {
        let text = try cursors.text(place, in: listing)
        var others = [FileListing(owner: "eve"), listing, listing, listing, listing]
        others[1].projectID = "p"
        others[2].contentType = .exactly("image/png")
        others[3].contentType = .family("image")
        others[4].sort = try #require(FileSort("createdAt"))
        for other in others { expectRefusal(of: text, in: other) }
    }

    @Test func `a cursor that was changed or made up is refused`() throws {
        let text = try cursors.text(place, in: listing)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            expectRefusal(of: changed, in: listing)
        }
        let other = try makeCursors(of: "two secret of thirty-two bytes...").text(place, in: listing)
        for text in [
            "", "x", "AAAA", "%00", text + "A", String(text.dropLast()), other, String(repeating: "A", count: 9999),
        ] {
            expectRefusal(of: text, in: listing)
        }
    }

    private func expectRefusal(of text: String, in listing: FileListing) {
        let error = #expect(throws: ServiceError.self) { try cursors.place(text, in: listing) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.detail.contains("cursor") == true)
    }
}

private func makeCursors(of secret: String) throws -> ListingCursors {
    ListingCursors(secret: try SigningSecret(configured: secret))
}

import Testing

@testable import Pipeline

/// What the cache of decoded pictures keeps, and for how long.
@Suite struct DecodedPictureCacheTests {
    private static let size = PixelSize(width: 100, height: 10)
    private static let memory = DecodedPicture.memory(size, bands: 1)

    private func name(_ content: String, _ divisor: Int = 2) -> DecodedPictureCache.Name {
        DecodedPictureCache.Name(content: content, divisor: divisor)
    }

    private func keep(
        _ content: String, _ divisor: Int = 2, in cache: DecodedPictureCache, at time: ContinuousClock.Instant = .now
    ) throws {
        cache.keep(
            try #require(cache.room(for: Self.size, bands: 1)), as: name(content, divisor), at: time)
    }

    @Test("what is kept comes back under its name, and under no other")
    func kept() throws {
        let watched = WatchedPictures()
        let picture = try #require(watched.cache.room(for: Self.size, bands: 3))
        for y in 0..<10 { picture.row(y).update(repeating: UInt8(y), count: 300) }
        watched.cache.keep(picture, as: name("a"))
        let found = try #require(watched.cache.picture(name("a")))
        #expect(found.size == Self.size && found.bands == 3)
        let rows = DecodedRows(found, StopSignal())
        for y in 0..<10 {
            let row = try #require(rows.nextRow())
            #expect((0..<300).allSatisfy { row[$0] == UInt8(y) })
        }
        #expect(rows.nextRow() == nil)
        #expect(watched.cache.picture(name("a", 1)) == nil)
        #expect(watched.cache.picture(name("b")) == nil)
        #expect(watched.hits == 1 && watched.misses == 2)
        #expect(watched.bytes == DecodedPicture.memory(Self.size, bands: 3))
    }

    @Test("rows end when the work is to end")
    func stopped() throws {
        let stop = StopSignal()
        let rows = DecodedRows(DecodedPicture(Self.size, bands: 1), stop)
        #expect(rows.nextRow() != nil)
        stop.stop()
        #expect(rows.nextRow() == nil)
    }

    @Test("the least recently used goes first")
    func leastRecentlyUsed() throws {
        let watched = WatchedPictures(limit: 4 * Self.memory)
        let start = ContinuousClock.now
        for (second, content) in ["a", "b", "c", "d"].enumerated() {
            try keep(content, in: watched.cache, at: start + .seconds(second))
        }
        _ = watched.cache.picture(name("a"), at: start + .seconds(5))
        try keep("e", in: watched.cache, at: start + .seconds(6))
        #expect(watched.cache.picture(name("b")) == nil)
        for content in ["a", "c", "d", "e"] { #expect(watched.cache.picture(name(content)) != nil) }
        #expect(watched.mostBytes == 4 * Self.memory)
    }

    @Test("no picture takes more than a quarter")
    func quarter() throws {
        let watched = WatchedPictures(limit: 4 * Self.memory - 1)
        #expect(watched.cache.room(for: Self.size, bands: 1) == nil)
        #expect(watched.bytes == 0)
        #expect(WatchedPictures(limit: 0).cache.room(for: PixelSize(width: 1, height: 1), bands: 1) == nil)
    }

    @Test("pictures in the making take room that nobody else gets until they are given up")
    func inTheMaking() throws {
        let watched = WatchedPictures(limit: 4 * Self.memory)
        try keep("a", in: watched.cache)
        let making = (0..<4).map { _ in watched.cache.room(for: Self.size, bands: 1) }
        // What was kept made way for the last of them.
        #expect(making.allSatisfy { $0 != nil })
        #expect(watched.cache.picture(name("a")) == nil)
        #expect(watched.cache.room(for: Self.size, bands: 1) == nil)
        #expect(watched.bytes == 4 * Self.memory)
        watched.cache.giveUp(try #require(making[0]))
        #expect(watched.bytes == 3 * Self.memory)
        #expect(watched.cache.room(for: Self.size, bands: 1) != nil)
    }

    @Test("a picture that was decoded twice at once is kept once")
    func twice() throws {
        let watched = WatchedPictures()
        let both = try (0..<2).map { _ in try #require(watched.cache.room(for: Self.size, bands: 1)) }
        for picture in both { watched.cache.keep(picture, as: name("a")) }
        #expect(watched.bytes == Self.memory)
        #expect(watched.cache.picture(name("a")) === both[1])
    }

    @Test("what nobody has used for its lifetime goes, although nothing else comes")
    func expiry() throws {
        let watched = WatchedPictures(lifetime: .seconds(10))
        let start = ContinuousClock.now
        try keep("a", in: watched.cache, at: start)
        try keep("b", in: watched.cache, at: start)
        _ = watched.cache.picture(name("b"), at: start + .seconds(4))
        watched.cache.removeUnused(at: start + .milliseconds(9_999))
        #expect(watched.bytes == 2 * Self.memory)
        watched.cache.removeUnused(at: start + .seconds(10))
        #expect(watched.bytes == Self.memory)
        #expect(watched.cache.picture(name("b"), at: start + .seconds(5)) != nil)
        watched.cache.removeUnused(at: start + .seconds(15))
        #expect(watched.bytes == 0)
        #expect(watched.cache.picture(name("b")) == nil)
    }

    @Test("a content that is deleted takes all that was made of it along, and nothing else")
    func deletion() throws {
        let watched = WatchedPictures()
        for divisor in [1, 2, 4] { try keep("a", divisor, in: watched.cache) }
        try keep("b", in: watched.cache)
        watched.cache.remove(content: "a")
        for divisor in [1, 2, 4] { #expect(watched.cache.picture(name("a", divisor)) == nil) }
        #expect(watched.cache.picture(name("b")) != nil)
        #expect(watched.bytes == Self.memory)
    }
}

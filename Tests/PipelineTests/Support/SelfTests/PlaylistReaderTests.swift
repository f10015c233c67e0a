import Testing

/// The playlist reader accepts what RFC 8216 allows and sees departures from it.
@Suite("Playlist reader")
struct PlaylistReaderTests {
    @Test("A media playlist is read")
    func media() throws {
        let playlist = try MediaPlaylist(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:5
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXTINF:4.004,
            segment/720p_000.ts
            # a comment
            #EXTINF:3.5,title, with a comma
            segment/720p_001.ts
            #EXT-X-ENDLIST

            """)
        #expect(playlist.targetDuration == 5)
        #expect(playlist.segments.map(\.duration) == [4.004, 3.5])
        #expect(playlist.segments.map(\.decimals) == [3, 1])
        #expect(playlist.isEnded && playlist.isOnDemand)
    }

    @Test("A master playlist is read, quoted commas included")
    func master() throws {
        let playlist = try MasterPlaylist(
            """
            #EXTM3U
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-STREAM-INF:BANDWIDTH=928000,AVERAGE-BANDWIDTH=700000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=25.000
            360p.m3u8
            """)
        let variant = try #require(playlist.variants.first)
        #expect(playlist.hasIndependentSegments)
        #expect(variant.codecs == ["avc1.64001e", "mp4a.40.2"])
        #expect(variant.resolution.map { [$0.width, $0.height] } == [640, 360])
        #expect(variant.frameRate == "25.000")
    }

    @Test(
        "A malformed media playlist is refused",
        arguments: [
            "", "#EXTM3U8\n", " #EXTM3U\n#EXT-X-TARGETDURATION:4\n", "#EXTM3U\n#EXTINF:4.0,\na.ts\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4.5\n", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-TARGETDURATION:4\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\na.ts\n", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4\na.ts\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\na.ts\n",
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:nan,\na.ts\n",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n",
        ])
    func malformedMedia(text: String) {
        #expect(throws: StreamDefect.self) { try MediaPlaylist(text) }
    }

    @Test(
        "A malformed attribute list is refused",
        arguments: [
            "BANDWIDTH", "BANDWIDTH=", "bandwidth=1", "BANDWIDTH=1,", "BANDWIDTH=1,BANDWIDTH=2", "CODECS=\"a",
            "BANDWIDTH=1 ,X=2", "CODECS=\"a\"b",
        ])
    func malformedAttributes(text: String) {
        #expect(throws: StreamDefect.self) { try PlaylistText.attributes(text) }
    }
}

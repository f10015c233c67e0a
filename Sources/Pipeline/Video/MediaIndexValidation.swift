extension MediaIndex {
    /// Refuses what no later arithmetic should have to think of: times and rates beyond `MediaLimits`, pictures beyond the
    /// pixel limit, packets outside the file. Holds for a fresh scan and for a stored index alike.
    func validate() throws(MediaError) {
        if let video {
            try video.stream.checkClock()
            try checkTimes(video.packets, end: video.end, clock: video.stream.timeBase)
            let size = video.displaySize
            guard size.width <= MediaLimits.side, size.height <= MediaLimits.side,
                Int64(size.width) * Int64(size.height) <= MediaLimits.pixels
            else {
                throw MediaError(.limitExceeded, "MediaIndex", "pictures of \(size.width)×\(size.height) are too large")
            }
            try checkPlaces(video.packets)
        }
        if let audio {
            guard (4_000...384_000).contains(audio.stream.sampleRate), (1...64).contains(audio.stream.channels) else {
                throw MediaError(
                    .unsupported, "MediaIndex",
                    "\(audio.stream.channels) channels of sound at \(audio.stream.sampleRate) Hz are not supported")
            }
            try checkTimes(audio.packets, end: audio.end, clock: Rational(1, Int64(audio.stream.sampleRate)))
            try checkPlaces(audio.packets)
        }
    }

    private func checkTimes(_ packets: PacketTable, end: Int64, clock: Rational) throws(MediaError) {
        guard let first = packets.presentationTimes.min(), let last = packets.presentationTimes.max() else { return }
        for time in [first, last, end, packets.decodeTimes.min() ?? 0, packets.decodeTimes.max() ?? 0] {
            try MediaLimits.check(time, clock: clock)
        }
        guard Double(max(last, end) - first) * clock.doubleValue <= MediaLimits.duration else {
            throw MediaError(.limitExceeded, "MediaIndex", "the file is longer than a day")
        }
    }

    private func checkPlaces(_ packets: PacketTable) throws(MediaError) {
        for (offset, size) in zip(packets.offsets, packets.sizes) {
            guard size >= 0, Int64(size) <= fileSize, access != .direct || offset >= 0, offset <= fileSize - Int64(size)
            else {
                throw MediaError(
                    .corrupt, "MediaIndex",
                    "the file is cut short: its index names data beyond its \(fileSize) bytes")
            }
        }
    }
}

extension StreamParameters {
    /// Refuses a clock that cannot count.
    func checkClock() throws(MediaError) {
        guard timeBase > .zero, timeBase.denominator <= 1 << 32 else {
            throw MediaError(.corrupt, "MediaIndex", "the clock of stream \(number) makes no sense")
        }
    }
}

extension VideoTrack {
    /// The picture as shown: square pixels, upright. A pixel shape that no camera has is taken for a square.
    var displaySize: (width: Int, height: Int) {
        let isCredible = stream.pixelAspect >= Rational(1, 8) && stream.pixelAspect <= Rational(8)
        let aspect = isCredible ? stream.pixelAspect : Rational(1)
        let width = max(1, Int((Rational(Int64(stream.width)) * aspect).ticks(rate: 1)))
        let height = max(1, Int(stream.height))
        return rotation % 180 == 0 ? (width, height) : (height, width)
    }
}

/// The pictures of a video track in the order of showing, on the clock that all segments share.
///
/// Everything is derived from the packet table alone, so every process that has the index has the same numbers.
struct VideoTimeline: Sendable {
    /// A place where decoding may start.
    struct EntryPoint: Sendable {
        /// The packet, in decode order.
        let packet: Int
        /// Its picture, in the order of showing.
        let picture: Int
        /// Whether a copy may be cut here: an H.264 IDR with nothing before it shown after it or the reverse.
        let isClosed: Bool
    }

    /// Source times of the pictures in stream ticks, strictly increasing.
    let times: [Int64]
    /// The same on the 90 kHz clock, from the media's zero, strictly increasing.
    let ticks: [Int64]
    /// Key frames by picture.
    let entryPoints: [EntryPoint]
    /// How many pictures a decoder must hold back for reordering; decode times lag by as many pictures.
    let reorderDepth: Int

    private static let encoderReorderDepth = 2

    init(_ track: VideoTrack, origin: Rational) {
        let packets = track.packets
        let shown = packets.presentationTimes.indices.filter { !packets.flags[$0].contains(.hidden) }
        var sorted = shown.map { packets.presentationTimes[$0] }.sorted()
        sorted = sorted.indices.compactMap { $0 > 0 && sorted[$0] == sorted[$0 - 1] ? nil : sorted[$0] }
        times = sorted

        var ticks: [Int64] = []
        ticks.reserveCapacity(sorted.count)
        for time in sorted {
            let tick = (Rational.time(time, track.stream.timeBase) - origin).ticks(rate: 90_000)
            ticks.append(ticks.last.map { max($0 + 1, tick) } ?? tick)
        }
        self.ticks = ticks
        entryPoints = Self.entryPoints(packets, times: sorted)
        reorderDepth = max(Self.encoderReorderDepth, Self.reorderDepth(packets, shown: shown, times: sorted))
    }

    /// The picture with source time `time`, if there is one.
    func picture(at time: Int64) -> Int? {
        let number = SortedColumn.firstIndex(in: times, notBefore: time)
        return number < times.count && times[number] == time ? number : nil
    }

    /// The first picture at or after `tick` on the 90 kHz clock.
    func picture(notBefore tick: Int64) -> Int { SortedColumn.firstIndex(in: ticks, notBefore: tick) }

    /// The last place to start decoding from so that `picture` and all after it come out.
    func entryPoint(for picture: Int) -> EntryPoint? {
        let next = entryPoints.firstIndex { $0.picture > picture } ?? entryPoints.count
        return next > 0 ? entryPoints[next - 1] : entryPoints.first
    }

    /// The decode time of the `position`-th picture of the file in decode order: the time of the picture shown
    /// `reorderDepth` places earlier. So decode times grow steadily across segments however each was made.
    func decodeTick(_ position: Int) -> Int64 {
        let lagging = position - reorderDepth
        if lagging >= 0, lagging < ticks.count { return ticks[lagging] }
        guard let first = ticks.first else { return 0 }
        let step = ticks.count > 1 ? min(ticks[1] - first, 3600) : 3600
        return first + Int64(lagging) * step
    }

    private static func entryPoints(_ packets: PacketTable, times: [Int64]) -> [EntryPoint] {
        var earliestAfter = [Int64](repeating: .max, count: packets.count + 1)
        for number in packets.presentationTimes.indices.reversed() {
            earliestAfter[number] = min(earliestAfter[number + 1], packets.presentationTimes[number])
        }
        var points: [EntryPoint] = []
        var latestBefore = Int64.min
        for (number, time) in packets.presentationTimes.enumerated() {
            if packets.flags[number].contains(.key) {
                let isIsolated = latestBefore < time && earliestAfter[number] >= time
                let picture = SortedColumn.firstIndex(in: times, notBefore: time)
                let flags = packets.flags[number]
                // A hidden key frame still starts the decoding of what is shown after it, if anything is.
                if picture < times.count {
                    let isCut = flags.contains(.instantaneousRefresh) && !flags.contains(.hidden)
                    points.append(EntryPoint(packet: number, picture: picture, isClosed: isIsolated && isCut))
                }
            }
            latestBefore = max(latestBefore, time)
        }
        return points.sorted { $0.picture < $1.picture }
    }

    private static func reorderDepth(_ packets: PacketTable, shown: [Int], times: [Int64]) -> Int {
        var depth = 0
        for (position, number) in shown.enumerated() {
            depth = max(
                depth, position - SortedColumn.firstIndex(in: times, notBefore: packets.presentationTimes[number]))
        }
        return min(depth, 16)
    }
}

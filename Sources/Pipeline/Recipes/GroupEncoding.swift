/// The encoding of one group of pictures into access units on the presentation's clock.
struct GroupEncoding: ~Copyable {
    private static let framing = AnnexB(lengthSize: nil, parameterSets: [], dropsSupplementalInformation: true)

    private let encoder: VideoEncoder
    private let timeline: VideoTimeline
    private let packet: Packet
    private var position: Int
    private var units: [AccessUnit] = []

    /// Opens an encoder for `group` as `rung` wants it.
    static func begin(
        _ group: GroupPlan.Group, rung: Rung, timeline: VideoTimeline
    ) throws(MediaError) -> GroupEncoding {
        let encoder = try VideoEncoder.open(VideoEncoder.Settings(rung))
        return GroupEncoding(
            encoder: encoder, packet: try Packet(), timeline: timeline, position: group.pictures.lowerBound)
    }

    private init(
        encoder: consuming VideoEncoder, packet: consuming Packet, timeline: VideoTimeline, position: Int
    ) {
        self.encoder = encoder
        self.packet = packet
        self.timeline = timeline
        self.position = position
    }

    /// Encodes the next picture.
    mutating func add(_ frame: borrowing Frame) throws(MediaError) {
        try encoder.send(frame, tick: timeline.ticks[frame.number])
        try collect()
    }

    /// Encodes what is held back and gives all access units in decode order.
    consuming func finish() throws(MediaError) -> [AccessUnit] {
        if Task.isCancelled { throw MediaError(.cancelled, "GroupEncoding", "cancelled") }
        try encoder.finish()
        try collect()
        return units
    }

    private mutating func collect() throws(MediaError) {
        // x264 holds back dozens of pictures, so the end of a group is long work too.
        while !Task.isCancelled, case .produced = try encoder.receive(into: packet) {
            units.append(
                AccessUnit(
                    tick: packet.presentationTick, decodeTick: timeline.decodeTick(position), isKey: packet.isKey,
                    bytes: Self.framing.accessUnit(packet.bytes)))
            position += 1
        }
        if Task.isCancelled { throw MediaError(.cancelled, "GroupEncoding", "cancelled") }
    }
}

extension VideoEncoder.Settings {
    /// What `rung` asks of the encoder.
    fileprivate init(_ rung: Rung) {
        self.init(
            width: rung.width, height: rung.height, frameRate: rung.frameRate, maximumRate: rung.videoRate,
            bufferSize: Int(Double(rung.videoRate) * EncodingSettings.bufferSeconds),
            initialBufferFill: EncodingSettings.initialBufferFill,
            constantRateFactor: EncodingSettings.constantRateFactor, preset: EncodingSettings.preset,
            level: rung.level)
    }
}

/// Decodes single pictures of a video track.
struct PictureGrabber {
    let source: any ByteSource
    let index: MediaIndex
    let track: VideoTrack
    let timeline: VideoTimeline

    /// The picture `number`, or the nearest after it that can be decoded; nil when there is none. A key frame costs the
    /// decoding of one packet, any other picture that of all from the key frame before it.
    func picture(_ number: Int) throws(MediaError) -> Frame? {
        guard let entry = timeline.entryPoint(for: number) else { return nil }
        let isKey =
            entry.picture == number
            && track.packets.presentationTimes[entry.packet] == timeline.times[number]
        let reader = TrackReader(source, index, stream: track.stream, packets: track.packets)
        let decoder = try Decoder.openVideo(track.stream, threads: 1)
        let packet = try Packet()
        reader.seek(to: entry.packet)
        var isFinished = false
        while true {
            let frame = try Frame()
            switch try decoder.receive(into: frame) {
            case .produced:
                if let picture = timeline.picture(at: Int64(frame.number)), picture >= number {
                    frame.number = picture
                    return frame
                }
            case .ended: return nil
            case .needsInput:
                if Task.isCancelled { throw MediaError(.cancelled, "PictureGrabber", "cancelled") }
                guard !isFinished else { return nil }
                if let read = try reader.read(into: packet), !isKey || read == entry.packet {
                    try decoder.send(packet)
                } else {
                    isFinished = true
                    try decoder.finish()
                }
            }
        }
    }
}

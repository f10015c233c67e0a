/// The ffmpeg command line as an independent witness.
enum FFmpeg {
    /// Makes a file; `arguments` stand between the common options and the output.
    static func make(_ output: String, _ arguments: [String]) async throws {
        try await runSuccessfully(
            "ffmpeg", ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"] + arguments + [output])
    }

    /// Everything a full decode of `path` complains about; empty for a clean stream.
    static func decodeErrors(_ path: String) async throws -> String {
        let result = try await runCommand(
            "ffmpeg", ["-hide_banner", "-nostdin", "-v", "error", "-i", path, "-map", "0", "-f", "null", "-"])
        return result.status == 0 ? result.errors : "status \(result.status): \(result.errors)"
    }

    /// The first audio stream as interleaved stereo samples at 48 kHz.
    static func samples(_ path: String, arguments: [String] = []) async throws -> [Float] {
        let result = try await runSuccessfully(
            "ffmpeg",
            ["-hide_banner", "-nostdin", "-v", "error", "-i", path] + arguments + [
                "-map", "0:a:0", "-ac", "2", "-ar", "48000", "-f", "f32le", "-",
            ])
        return result.output.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
    }

    /// Every picture of a video stream, shrunk to `width` x `height` RGB and one after the other.
    static func thumbnails(
        _ path: String, stream: String = "0:v:0", filter: String? = nil, width: Int, height: Int
    ) async throws -> [[UInt8]] {
        let shrink = "scale=\(width):\(height):flags=area,format=rgb24"
        let result = try await runSuccessfully(
            "ffmpeg",
            [
                "-hide_banner", "-nostdin", "-v", "error", "-i", path, "-map", stream, "-vf",
                [filter, shrink].compactMap(\.self).joined(separator: ","), "-fps_mode", "passthrough", "-f",
                "rawvideo", "-",
            ])
        let size = width * height * 3
        return stride(from: 0, to: result.output.count - size + 1, by: size).map {
            Array(result.output[$0..<$0 + size])
        }
    }
}

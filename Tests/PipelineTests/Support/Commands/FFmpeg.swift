import Foundation

/// The ffmpeg command line as an independent witness.
enum FFmpeg {
    /// Makes a file; `arguments` stand between the common options and the output.
    static func make(_ output: String, _ arguments: [String]) async throws {
        try await runSuccessfully(
            "ffmpeg", ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"] + arguments + [output])
    }

    /// Everything a full decode of all streams of `path` complains about; empty for a clean stream.
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

    /// What a full decode yields: small pictures, and the decoder's complaints.
    struct Decoded: Sendable {
        /// Each picture as RGB bytes.
        var pictures: [[UInt8]]
        /// What the decoders of all streams said; empty for a clean stream.
        var errors: String
    }

    /// Decodes everything; every picture of `stream` comes shrunk to `width` x `height`, none dropped or repeated.
    /// `matrix` is the one to read the colours with, such as `bt601`; by default the one that the stream names.
    static func decode(
        _ path: String, stream: String = "0:v:0", matrix: String = "auto", width: Int, height: Int
    ) async throws -> Decoded {
        let folder = try TemporaryFolder()
        let shrink = "scale=w=\(width):h=\(height):flags=area:in_color_matrix=\(matrix),format=rgb24"
        let output = folder.path("pictures")
        let result = try await runCommand(
            "ffmpeg",
            [
                "-hide_banner", "-nostdin", "-v", "error", "-i", path, "-map", stream, "-vf", shrink, "-fps_mode",
                "passthrough", "-f",
                "rawvideo", output, "-map", "0:a?", "-f", "null", "-",
            ])
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: output)))
        let size = width * height * 3
        let pictures = stride(from: 0, to: bytes.count - size + 1, by: size).map { Array(bytes[$0..<$0 + size]) }
        return Decoded(
            pictures: pictures, errors: result.status == 0 ? result.errors : "\(result.status): \(result.errors)")
    }
}

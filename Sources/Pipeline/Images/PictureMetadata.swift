internal import CVips
internal import Foundation

/// What is told about a picture besides its pixels.
extension Picture {
    /// An Exif block with an empty directory (Exif 2.32, 4.5), into which libvips writes the fields when it saves.
    private static let emptyExif: [UInt8] = Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]
    private static let copyrightFields = ["exif-ifd0-Copyright", "exif-ifd0-Artist"]

    /// With only those fields that `output` keeps, and with the times of `header` where frames follow each other.
    func withFields(for output: ImageOutput, frames: ImageHeader?, frameHeight: Int) throws(MediaError) -> Picture {
        let texts = output.keepsCopyright ? kept(Self.copyrightFields) : [:]
        return try copied { copy in
            for name in copy.fieldNames where copy.isForeign(name) {
                if name == VIPS_META_ICC_NAME, output.keepsProfile { continue }
                copy.removeField(name)
            }
            if !texts.isEmpty { copy.setBytes("exif-data", Self.emptyExif) }
            for (name, text) in texts { copy.setText(name, text) }
            guard let frames else { return }
            copy.setInteger("page-height", frameHeight)
            copy.setIntegers("delay", frames.delays)
            copy.setInteger("loop", frames.loops)
        }
    }

    /// Whether a field came with a file: libvips' own describe the pixels.
    private func isForeign(_ name: String) -> Bool {
        let own: Set<String> = [
            "width", "height", "bands", "format", "coding", "interpretation", "xoffset", "yoffset", "xres", "yres",
            "filename", "mode", "hist", "offset",
        ]
        return !own.contains(name)
    }

    /// The texts of `names`, as they are to be written: libvips adds what it knows in brackets when it reads them.
    private func kept(_ names: [String]) -> [String: String] {
        var result: [String: String] = [:]
        for name in names {
            guard let text = text(name) else { continue }
            let plain = text.range(of: " (", options: .backwards).map { String(text[..<$0.lowerBound]) } ?? text
            if !plain.isEmpty { result[name] = plain }
        }
        return result
    }
}

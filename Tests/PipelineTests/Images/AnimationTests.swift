import Pipeline
import Testing

extension ImageTests {
    /// What moves goes on moving.
    @Suite(.enabled(if: Folders.media != nil)) struct Animations {
        private func reference(_ name: String) -> MediaReference {
            MediaReference((Folders.media ?? "") + "/image/" + name)
        }

        @Test("times and loops are kept", arguments: [ImageFormat.gif, .webp])
        func timing(_ format: ImageFormat) async throws {
            for (name, seconds, loops) in [
                ("gif-animated-30.gif", 0.9, 0), ("gif-animated-loop3.gif", 42.0, 3), ("webp-animated.webp", 0.9, 0),
            ] {
                let image = try await TransformImage(
                    input: reference(name), resize: ImageResize(width: 60, height: 60, fit: .cover),
                    output: ImageOutput(format)
                ).run(in: .shared)
                let description = try await image.described()
                #expect(description.isAnimated && description.width == 60 && description.height == 60)
                #expect(description.duration == seconds && description.loops == loops, "\(name)")
                #expect(image.width == 60 && image.height == 60)
            }
        }

        @Test("every frame is the scaled frame of the source", arguments: [0, 4, 9])
        func frames(_ number: Int) async throws {
            let source = reference("gif-animated-loop3.gif")
            let resize = ImageResize(width: 185)
            let moving = try await TransformImage(
                input: source, resize: resize, output: ImageOutput(.webp, quality: 95, background: .white)
            ).run(in: .shared)
            let still = try await TransformImage(
                input: source, page: number, resize: resize, output: ImageOutput(.png, background: .white)
            ).run(in: .shared)
            #expect(try await moving.described().pages == 10)
            let likeness = SSIM.compare(try await moving.decoded(page: number), try await still.decoded())
            #expect(likeness > 0.97)
        }

        @Test("a still format gets the first frame, or the one asked for", arguments: [ImageFormat.png, .jpeg, .avif])
        func still(_ format: ImageFormat) async throws {
            let source = reference("gif-animated-loop3.gif")
            let first = try await TransformImage(
                input: source, output: ImageOutput(format, quality: 95, background: .white)
            ).run(in: .shared)
            #expect(try await !first.described().isAnimated)
            #expect(first.width == 370 && first.height == 285)
            let wanted = try await DecodeImage(input: source, background: .white).run(in: .shared)
            #expect(SSIM.compare(try await first.decoded(), wanted) > 0.97)
            let fifth = try await TransformImage(
                input: source, page: 4, output: ImageOutput(format, quality: 95, background: .white)
            ).run(in: .shared)
            let wantedFifth = try await DecodeImage(input: source, page: 4, background: .white).run(in: .shared)
            #expect(SSIM.compare(try await fifth.decoded(), wantedFifth) > 0.97)
            #expect(SSIM.compare(wanted, wantedFifth) < 0.99)
        }
    }
}

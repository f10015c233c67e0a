import Pipeline
import Synchronization
import Testing

extension ImageTests {
    /// JPEG files that become smaller while they are decoded, beside decoding them first.
    @Suite struct JPEGReductions {
        @Test(
            "comes out sample for sample as if it had been decoded as a whole and made smaller then",
            arguments: [Raster.Layout.grey, .rgb],
            [
                ImageResize(width: 250), ImageResize(width: 300, height: 199, fit: .fill),
                ImageResize(width: 160, height: 160, fit: .cover, gravity: .south),
                ImageResize(width: 190, height: 170, fit: .cover, gravity: .southeast),
                ImageResize(width: 240, height: 240, fit: .contain),
            ])
        func same(_ layout: Raster.Layout, _ resize: ImageResize) async throws {
            let plain = try await Drawing.file(try Drawing.noise(301, 203, layout), .jpeg, quality: 90)
            for file in [plain, ExifWriter.tag(plain, orientation: 6)] {
                let small = try await TransformImage(input: onlyFile, resize: resize, output: ImageOutput(.png))
                    .run(in: .reading(file)).decoded()
                let whole = try await DecodeImage(input: onlyFile).run(in: .reading(file))
                // What is turned is made smaller in the other direction first, which rounds differently.
                let most = file.count > plain.count ? 1 : 0
                let later = try await EncodeImage(whole, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                    .decoded()
                #expect(small.width == later.width && small.height == later.height && small.layout == later.layout)
                let worst = zip(small.samples, later.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
                #expect(worst <= most)
            }
        }

        @Test("is refused when damaged exactly where the whole is, and looks the same where it is not")
        func damaged() async throws {
            let whole = try await Drawing.file(try Drawing.noise(96, 80, .rgb), .jpeg, quality: 85)
            var state: UInt64 = 0x9E37_79B9_7F4A_7C15
            func random(_ bound: Int) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33) % bound
            }
            var (refused, accepted) = (0, 0)
            for round in 0..<240 {
                var bytes = whole
                if round % 4 == 0 {
                    bytes.removeLast(1 + random(round < 80 ? 8 : bytes.count - 1))
                } else {
                    for _ in 0...round % 3 { bytes[random(bytes.count)] = UInt8(random(256)) }
                }
                let first = await outcome { try await DecodeImage(input: onlyFile).run(in: .reading(bytes)) }
                // A header may say another size: whatever it says is made smaller.
                let size = try? first.get()
                let within = PixelSize(width: max(1, (size?.width ?? 96) * 3 / 4), height: size?.height ?? 80)
                let second = await outcome {
                    try await DecodeImage(input: onlyFile, within: within).run(in: .reading(bytes))
                }
                switch (first, second) {
                case (.failure(let one), .failure(let other)):
                    #expect(one.code == other.code)
                    refused += 1
                case (.success(let one), .success(let other)):
                    let later = try await EncodeImage(
                        one, resize: ImageResize(width: within.width), output: ImageOutput(.png)
                    ).run(in: .shared).decoded()
                    #expect(later.samples == other.samples)
                    accepted += 1
                case (.success, .failure(let error)): Issue.record("round \(round): \(error)")
                case (.failure(let error), .success): Issue.record("round \(round): passed in spite of \(error)")
                }
            }
            #expect(refused > 40 && accepted > 40)
            #expect(try await released { NativeLedger.decoders.now })
            #expect(try await released { NativeLedger.pictures.now })
        }

        private func outcome(_ work: () async throws -> Raster) async -> Result<Raster, MediaError> {
            do { return .success(try await work()) } catch {
                return .failure(error as? MediaError ?? MediaError(.engine, "test", "\(error)"))
            }
        }

        @Test("stops while it reads, tells a failing read as such, and leaves nothing behind")
        func stopped() async throws {
            let file = try await Drawing.file(try Drawing.noise(1500, 1500), .jpeg)
            let recipe = TransformImage(input: onlyFile, resize: ImageResize(width: 700), output: ImageOutput(.jpeg))
            let error = await #expect(throws: MediaError.self) {
                try await recipe.run(in: .reading(FailingSource(bytes: file, from: Int64(file.count / 2))))
            }
            #expect(error?.code == .inputOutput)
            let task = Mutex<Task<EncodedImage, any Error>?>(nil)
            // The first read of the second half: by then the task is known.
            let source = StoppingSource(bytes: file) { task.withLock { $0?.cancel() } }
            let begun = Task {
                while task.withLock({ $0 == nil }) { await Task.yield() }
                return try await recipe.run(in: .reading(source))
            }
            task.withLock { $0 = begun }
            await #expect(throws: (any Error).self) { try await begun.value }
            #expect(source.readsAfterwards <= 1)
            #expect(try await released { NativeLedger.decoders.now })
            #expect(try await released { NativeLedger.pictures.now })
        }
    }
}

import Foundation
import Pipeline
import Testing

extension Recognitions {
    /// What is read in pictures.
    @Suite("Recognition", .serialized, .timeLimit(.minutes(3)))
    struct RecognitionTests {
        @Test(
            "Clean lines are read exactly, upright or turned by a quarter",
            .enabled(if: Folders.media != nil),
            arguments: [("en-simple.tif", 0), ("en-simple-rotated-90.png", 270)])
        func exact(file: String, rotation: Int) async throws {
            let page = try await Scans.read(file, "en")
            #expect(Wording.normal(PlainText.text(of: page)) == Wording.normal(try Scans.reference("ocr/\(file)")))
            #expect([rotation, 360 - rotation].contains(page.rotation))
        }

        @Test(
            "A picture turned by any quarter gives the same text, and boxes where it stands",
            .enabled(if: Folders.media != nil), arguments: 1...3)
        func quarters(count: Int) async throws {
            let upright = try await Scans.grey("\(Folders.media ?? "")/ocr/en-simple.tif")
            var turned = upright
            for _ in 0..<count {
                let source = turned
                turned = try Scans.raster(source.height, source.width) { column, row in
                    source.samples[(source.height - 1 - column) * source.width + row]
                }
            }
            let page = try await Scans.page(turned)
            #expect(
                Wording.normal(PlainText.text(of: page)) == Wording.normal(try Scans.reference("ocr/en-simple.tif")))
            #expect(page.rotation == 360 - 90 * count)
            for word in page.words {
                #expect(
                    word.box.x >= 0 && word.box.maxX <= page.width && word.box.y >= 0 && word.box.maxY <= page.height)
                // Lines run up and down in a picture that lies on its side.
                if count != 2, word.text.count >= 4 { #expect(word.box.height > word.box.width, "\(word.text)") }
            }
        }

        @Test(
            "Error rates on scans stay where they are",
            .enabled(if: Folders.media != nil),
            arguments: [
                ("en-print-otranto.png", "en", 0.015), ("multi-language.tif", "en+fr", 0.025),
                ("fr-print-1856-brown.jpg", "fr", 0.08), ("fr-typewriter-1917.jpg", "fr", 0.03),
                ("fr-typewriter-two-columns.jpg", "fr", 0.028),
            ])
        func scans(file: String, language: String, most: Double) async throws {
            let page = try await Scans.read(file, language)
            let rate = Wording.errorRate(PlainText.text(of: page), reference: try Scans.reference("ocr/\(file)"))
            #expect(rate <= most)
        }

        @Test(
            "Light letters, faint letters and lines askew give the same text", .enabled(if: Folders.media != nil),
            arguments: ["light", "faint", "askew", "askew the other way", "beside black"])
        func changed(how: String) async throws {
            let clean = try await Scans.grey("\(Folders.media ?? "")/ocr/en-simple.tif")
            let (width, height) = (clean.width, clean.height)
            let raster = try Scans.raster(width + 120, height + 120) { column, row in
                let across = Double(column - 60)
                let slope = how == "askew" ? 0.04 : how == "askew the other way" ? -0.04 : 0
                let (x, y) = (column - 60, Int((Double(row - 60) - slope * (across - Double(width) / 2)).rounded()))
                if how == "beside black", column < 50 { return UInt8(12 + (column * 7 + row * 13) % 9) }
                guard x >= 0, x < width, y >= 0, y < height else { return how == "light" ? 20 : 235 }
                let ink = clean.samples[y * width + x] < 128
                switch how {
                case "light": return ink ? 225 : 20
                case "faint": return ink ? 200 : 235
                default: return ink ? 40 : 235
                }
            }
            let page = try await Scans.page(raster)
            let reference = try Scans.reference("ocr/en-simple.tif")
            #expect(Wording.errorRate(PlainText.text(of: page), reference: reference) <= 0.02)
        }

        @Test("A column cut into pieces reads as a whole one does", .enabled(if: Folders.media != nil))
        func pieces() async throws {
            let raster = try await Scans.grey("\(Folders.media ?? "")/ocr/en-print-otranto.png")
            let one = NativeExecutor(threads: 1)
            let alone = Engine(
                executor: one, library: PathLibrary(executor: one), recogniser: TesseractRecogniser(executor: one))
            // Idle workers take pieces over; what comes out does not depend on whether there are any.
            #expect(try await Scans.page(raster, in: alone) == Scans.page(raster))
        }

        @Test("Nine in ten words with a confidence about 0.9 are right", .enabled(if: Folders.media != nil))
        func calibration() async throws {
            var (sure, right, doubtful, wrong) = (0.0, 0.0, 0.0, 0.0)
            var promised = 0.0
            for (file, language) in Scans.all where file != "en-simple.tif" {
                let page = try await Scans.read(file, language, effort: .fast)
                var left: [String: Int] = [:]
                for word in Wording.normal(try Scans.reference("ocr/\(file)")).split(separator: " ") {
                    left[String(word), default: 0] += 1
                }
                for word in page.words {
                    guard let confidence = word.confidence else { continue }
                    let isRight = left[Wording.normal(word.text), default: 0] > 0
                    if isRight { left[Wording.normal(word.text), default: 0] -= 1 }
                    if confidence >= 0.8 {
                        (sure, right, promised) = (sure + 1, right + (isRight ? 1 : 0), promised + confidence)
                    } else {
                        (doubtful, wrong) = (doubtful + 1, wrong + (isRight ? 0 : 1))
                    }
                }
            }
            // Words broken at line ends are whole in the reference, so a few right ones count as wrong.
            #expect(abs(right / sure - promised / sure) < 0.06)
            #expect(wrong / doubtful > 0.25)
        }

        @Test("Paper without text has none", arguments: [(1, 1), (8, 8), (40, 3000), (600, 800)])
        func blank(width: Int, height: Int) async throws {
            let page = try await Scans.page(try Scans.raster(width, height) { _, _ in 250 })
            #expect(page.blocks.isEmpty)
            #expect(page.width == Double(width) && page.height == Double(height) && page.unit == .pixel)
        }

        @Test("Grain is not taken for text", arguments: [4, 10, 50])
        func noise(percent: Int) async throws {
            var seed: UInt64 = 7
            let page = try await Scans.page(
                try Scans.raster(800, 800) { _, _ in
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let value = Int(seed >> 33) % 200
                    return percent == 50 ? UInt8(value) : (value < 2 * percent ? 0 : 255)
                })
            #expect(page.blocks.isEmpty)
        }
    }
}

import Foundation
import Testing

@testable import Pipeline

extension Documents {
    /// Documents that are written anew to be read faster say what they said.
    @Suite("Unpacked documents", .serialized, .timeLimit(.minutes(2)))
    struct UnpackedDocumentTests {
        private static func texts(_ document: borrowing Document) -> [String] {
            (1...document.pageCount).map { number in
                (try? Page.open(number, of: document).text().text) ?? "unreadable"
            }
        }

        private static func unpacked(_ written: WrittenDocument) throws -> (before: [String], after: [String]?) {
            let document = try Document.open(DocumentBytes(written.bytes))
            guard let unpacked = document.unpacked() else { return (texts(document), nil) }
            return (texts(document), texts(unpacked))
        }

        /// An object of a document: where it is, whether it is packed, and its data if it is not.
        private static func stored(
            _ number: Int, in document: [UInt8]
        ) -> (place: CrossReferences.Location?, isPacked: Bool, data: [UInt8]?)? {
            document.withUnsafeBytes { bytes in
                guard var objects = StoredObjects(of: bytes), let object = objects.object(number) else { return nil }
                let isPacked = object.place(of: "Filter") != nil
                var data: [UInt8]?
                if let start = object.dataStart, let length = object.integer("Length") {
                    data = Array(bytes[start..<start + length])
                }
                return (objects.references[number], isPacked, data)
            }
        }

        @Test(
            "Every page says the same, whether objects lie in the open or in streams",
            arguments: WrittenDocument.Form.allCases)
        func same(form: WrittenDocument.Form) throws {
            let written = WrittenDocument.whole(form)
            let (before, after) = try Self.unpacked(written)
            // The encoding swaps two letters.
            #expect(before == (0..<12).map { "PBGE \($0)" })
            #expect(after == before)
        }

        @Test(
            "What pages draw lies there in the open, and what they share in one stream",
            arguments: WrittenDocument.Form.allCases)
        func structure(form: WrittenDocument.Form) throws {
            let written = WrittenDocument.whole(form)
            let made = try #require(written.bytes.withUnsafeBytes(UnpackedDocument.make(of:)))
            #expect(made.starts(with: written.bytes))
            for page in 0..<12 {
                let content = Self.stored(11 + 2 * page, in: made)
                #expect(content?.isPacked == false)
                #expect(content?.data == WrittenDocument.content("PAGE \(page)"))
            }
            let container = form == .table ? 34 : 35
            let places = [3, 4, 5].compactMap { Self.stored($0, in: made)?.place }
            #expect(places.count == 3)
            for place in places {
                guard case .stream(container, _) = place else {
                    Issue.record("\(place)")
                    continue
                }
            }
        }

        @Test(
            "Of a document that was changed the newest is read, and what was deleted stays so",
            arguments: WrittenDocument.Form.allCases)
        func updates(form: WrittenDocument.Form) throws {
            var written = WrittenDocument.whole(form)
            written.add(15, packing: WrittenDocument.content("NEW"))
            written.add(40, packing: WrittenDocument.content("UNUSED"))
            written.end()
            written.free(17)
            written.end()
            let (before, after) = try Self.unpacked(written)
            // Poppler repairs a document with a table when an object is missing, and finds what was deleted.
            #expect(before[2] == "NEW" && before[3] == (form == .table ? "PBGE 3" : "") && before[4] == "PBGE 4")
            #expect(after == before)
        }

        @Test("A length may be an object of its own; data that are damaged stay as they are")
        func oddStreams() throws {
            var written = WrittenDocument.pages(12, form: .table)
            let content = WrittenDocument.content("LENGTH")
            written.add(50, "\(WrittenDocument.packed(content).count)")
            written.add(11, packing: content, length: "50 0 R")
            written.add(13, packing: WrittenDocument.content("SUM"), damaged: true)
            written.add(15, packing: WrittenDocument.content("SHORT"), length: "20")
            written.end()
            let (before, after) = try Self.unpacked(written)
            #expect(before[0] == "LENGTH" && before[1] == "SUM" && before[3] == "PBGE 3")
            #expect(after == before)
            let made = try #require(written.bytes.withUnsafeBytes(UnpackedDocument.make(of:)))
            #expect([11, 13, 15, 17].map { Self.stored($0, in: made)?.isPacked } == [false, true, true, false])
        }

        @Test("Documents that are encrypted, too small to gain, or damaged are left as they are")
        func refused() throws {
            var small = WrittenDocument.pages(12, form: .table, padding: 100)
            small.end()
            var locked = WrittenDocument.pages(12, form: .stream)
            locked.end("/Encrypt 5 0 R")
            var endless = WrittenDocument.pages(12, form: .table)
            let itself = endless.bytes.count
            endless.end("/Prev \(itself)")
            var lost = WrittenDocument.pages(12, form: .table)
            lost.end()
            let moved = [0x0A] + lost.bytes
            var astray = WrittenDocument.pages(12, form: .table)
            astray.end("/XRefStm 99999999")
            var missing = WrittenDocument.pages(12, form: .table)
            missing.free(10)
            missing.end()
            let inputs = [
                small.bytes, locked.bytes, endless.bytes, moved, missing.bytes, astray.bytes, [],
                Array("%PDF-1.5\nstartxref\n99999999\n".utf8),
            ]
            for (index, bytes) in inputs.enumerated() {
                #expect(bytes.withUnsafeBytes(UnpackedDocument.make(of:)) == nil, "input \(index)")
            }
        }

        @Test("Data that are damaged, cut short or more than wanted are not unpacked")
        func inflation() throws {
            let packed = WrittenDocument.packed([UInt8](repeating: 7, count: 100_000))
            func unpacked(_ packed: [UInt8], limit: Int) -> [UInt8]? {
                guard let inflation = Inflation() else { return nil }
                var output: [UInt8] = [1, 2]
                return packed.withUnsafeBytes { inflation.unpack($0, to: &output, limit: limit) } ? output : nil
            }
            #expect(unpacked(packed, limit: 100_000) == [1, 2] + [UInt8](repeating: 7, count: 100_000))
            #expect(unpacked(packed, limit: 99_999) == nil)
            #expect(unpacked(packed.dropLast(), limit: 1 << 20) == nil)
            #expect(unpacked(Array("no zlib".utf8), limit: 1 << 20) == nil)
        }

        @Test("A worker reads on in the unpacked document after some pages, and only then")
        func worker() throws {
            let written = WrittenDocument.whole(.stream)
            var worker = LocalWorker(document: try Document.open(DocumentBytes(written.bytes)))
            for page in 1...12 {
                guard case .success(.text(let text)) = try worker.perform(.text, page: page) else {
                    Issue.record("page \(page) is not read")
                    continue
                }
                #expect(text.text == "PBGE \(page - 1)")
                #expect((worker.document.bytes.count > written.bytes.count) == (page > 3))
            }
        }

        @Test(
            "Real documents are judged and drawn the same",
            arguments: ["text-117-pages", "text-two-columns", "text-fr-invoice", "mixed-6-pages"])
        func real(name: String) throws {
            guard let path = Papers.real(name) else { return }
            let document = try Document.open(DocumentBytes(FileByteSource(path: path)))
            guard let unpacked = document.unpacked() else { throw MediaError(.engine, "test", "not unpacked") }
            for number in stride(from: 1, through: document.pageCount, by: 1 + document.pageCount / 12) {
                let content = try PageJudgement(Page.open(number, of: document)).content()
                #expect(try PageJudgement(Page.open(number, of: unpacked)).content() == content)
                let drawn = try Page.open(number, of: document).raster(dotsPerInch: 30, layout: .grey).samples
                let isSame = try Page.open(number, of: unpacked).raster(dotsPerInch: 30, layout: .grey).samples == drawn
                #expect(isSame, "page \(number)")
            }
        }

        @Test(
            "However a document is damaged, unpacking changes nothing that it says",
            arguments: WrittenDocument.Form.allCases)
        func damaged(form: WrittenDocument.Form) throws {
            var written = WrittenDocument.pages(8, form: form, padding: 9000)
            written.end()
            var seed: UInt64 = form == .table ? 5 : 9
            func next(_ bound: Int) -> Int {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(seed >> 33) % bound
            }
            // Bytes that say something; those between are padding.
            let telling = written.bytes.indices.filter { written.bytes[$0] != 0x78 }
            var made = 0
            for _ in 0..<600 {
                var bytes = written.bytes
                for _ in 0...next(2) {
                    bytes[telling[next(telling.count)]] =
                        [0x20, 0x2F, 0x3E, 0x39, 0x30, 0x52, UInt8(next(256))][next(7)]
                }
                guard let document = try? Document.open(DocumentBytes(bytes)), let unpacked = document.unpacked() else {
                    continue
                }
                made += 1
                #expect(Self.texts(unpacked) == Self.texts(document))
            }
            #expect(made > 40)
        }
    }
}

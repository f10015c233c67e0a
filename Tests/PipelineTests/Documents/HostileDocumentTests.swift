import Foundation
import Pipeline
import Testing

extension Documents {
    /// Documents that are damaged, locked or meant to do harm.
    @Suite("Hostile documents", .serialized, .timeLimit(.minutes(2)))
    struct HostileDocumentTests {
        @Test("A locked document asks for its password, and opens with either of its two")
        func password() async throws {
            let path = Folders.fixture("locked.pdf")
            let missing = await #expect(throws: MediaError.self) { try await Papers.text(path) }
            #expect(missing?.code == .passwordRequired)
            for wrong in ["wrong", "", "Lecture", "p\u{e4}ssw\u{f6}rd"] {
                let error = await #expect(throws: MediaError.self) { try await Papers.text(path, password: wrong) }
                #expect(error?.code == .wrongPassword)
            }
            for right in ["lecture", "teacher"] {
                #expect(try await Papers.text(path, password: right).text == "Nobody reads this.")
            }
        }

        @Test("A real locked document does the same")
        func realPassword() async throws {
            guard let path = Papers.real("needs-password") else { return }
            let missing = await #expect(throws: MediaError.self) { try await Papers.text(path) }
            #expect(missing?.code == .passwordRequired)
            let wrong = await #expect(throws: MediaError.self) { try await Papers.text(path, password: "x") }
            #expect(wrong?.code == .wrongPassword)
            #expect(try await Papers.text(path, password: "openpassword").text.hasPrefix("Lorem ipsum dolor sit amet"))
        }

        @Test("A description says what a document is, locked or not")
        func description() async throws {
            let open = try await DescribeDocument(input: MediaReference(Folders.fixture("turned.pdf"))).run(in: .shared)
            #expect(open.pageCount == 4 && open.width == 400 && open.height == 500 && !open.needsPassword)
            let lockedPath = MediaReference(Folders.fixture("locked.pdf"))
            let locked = try await DescribeDocument(input: lockedPath).run(in: .shared)
            #expect(locked.pageCount == nil && locked.width == nil && locked.needsPassword)
            let unlocked = try await DescribeDocument(input: lockedPath, password: "lecture").run(in: .shared)
            #expect(unlocked.pageCount == 1 && unlocked.width == 300 && unlocked.needsPassword)
            guard let path = Papers.real("xref-missing-repairable") else { return }
            let repaired = try await DescribeDocument(input: MediaReference(path)).run(in: .shared)
            #expect(repaired.pageCount == 1 && repaired.width == 200 && repaired.height == 50)
        }

        @Test("What is no document is refused")
        func refused() async throws {
            let folder = try TemporaryFolder()
            var paths =
                Papers.real(["broken-44-bytes"]) + [Folders.fixture("not-media.mp4"), Folders.fixture("tiny.mp4")]
            paths.append(try folder.write([], as: "empty.pdf"))
            paths.append(try folder.write("%PDF-1.7\n".utf8, as: "header.pdf"))
            for path in paths {
                let error = await #expect(throws: MediaError.self) { try await Papers.text(path) }
                #expect(error?.code == .corrupt, "\(path)")
            }
            let missing = await #expect(throws: MediaError.self) { try await Papers.text("/no/such/file") }
            #expect(missing?.code == .inputOutput && missing?.message.contains("/no/such") == false)
        }

        @Test(
            "A document cut anywhere, or with bytes turned over, is read or refused",
            arguments: ["columns.pdf", "kinds.pdf", "turned.pdf", "locked.pdf"])
        func fuzzed(name: String) async throws {
            let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Folders.fixture(name))))
            let folder = try TemporaryFolder()
            var seed = UInt64(whole.count)
            func next(_ bound: Int) -> Int {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(seed >> 33) % max(1, bound)
            }
            for round in 0..<12 {
                var bytes = whole
                if round % 3 == 0 {
                    bytes = Array(bytes.prefix(next(whole.count)))
                } else {
                    for _ in 0..<10 { bytes[next(bytes.count)] ^= UInt8(1 + next(255)) }
                }
                let path = try folder.write(bytes, as: "\(round).pdf")
                do {
                    _ = try await Papers.text(path)
                    for page in try await Papers.judge(path) {
                        _ = try await Papers.grey(path, page: page.number, at: 40)
                    }
                } catch let error as MediaError {
                    #expect(
                        [.corrupt, .limitExceeded, .passwordRequired].contains(error.code), "round \(round): \(error)")
                }
            }
        }

        @Test("Nothing is left when documents have been read, refused and given up")
        func released() async throws {
            _ = try await Papers.text(Folders.fixture("numbered.pdf"))
            _ = try await Papers.judge(Folders.fixture("kinds.pdf"))
            _ = try? await Papers.text(Folders.fixture("locked.pdf"), password: "wrong")
            _ = try? await Papers.grey(Folders.fixture("turned.pdf"), page: 9)
            let task = Task { try await Papers.text(Folders.fixture("numbered.pdf")) }
            task.cancel()
            _ = await task.result
            #expect(NativeLedger.documents.now == 0)
            #expect(NativeLedger.surfaces.now == 0)
        }
    }
}

import Foundation
import NIOCore
import Testing

@testable import Service

/// The part of the contract that finds what lies in a store; runs against each implementation.
@Suite struct BlobEnumerationTests {
    private let folder: TemporaryFolder
    private let store: any BlobStore

    init() throws {
        folder = try TemporaryFolder()
        store = try LocalBlobStore(path: folder.path)
    }

    @Test(arguments: [1, 3, 1000])
    func `all contents are found, page by page and in order`(limit: Int) async throws {
        var contents: [String] = []
        // Some share the folders that a store may keep them in.
        for prefix in ["0000", "0000", "0001", "00ff", "7a00", "7a00", "ffff"] {
            let content = prefix + Identifier.random().dropFirst(4)
            try await store.put(ByteBuffer(string: "x"), to: BlobKey(content: content, name: "hls/v/a_000.ts"))
            contents.append(content)
        }
        contents.sort()
        var found: [String] = []
        while true {
            let page = try await store.contents(after: found.last ?? "", limit: limit)
            #expect(page.count <= limit)
            if page.isEmpty { break }
            found += page
        }
        #expect(found == contents)
        try await store.deleteAll(contents[3])
        #expect(try await store.contents(after: contents[2], limit: 1) == [contents[4]])
    }

    @Test func `a content changes when anything of it comes`() async throws {
        let content = Identifier.random()
        #expect(try await store.lastChange(of: content) == nil)
        let before = Timestamp.now.advanced(bySeconds: -1)
        try await store.put(ByteBuffer(string: "x"), to: .original(content))
        let first = try #require(try await store.lastChange(of: content))
        #expect(first > before && first < before.advanced(bySeconds: 60))
        try await store.put(ByteBuffer(string: "y"), to: BlobKey(content: content, name: "hls/v/a_000.ts"))
        #expect(try #require(try await store.lastChange(of: content)) >= first)
        try await store.deleteAll(content)
        #expect(try await store.lastChange(of: content) == nil)
    }

    @Test func `what is not finished is no content yet`() async throws {
        let writer = try await store.writer(for: .original(Identifier.random()))
        try await writer.write(ByteBuffer(string: "x"))
        #expect(try await store.contents(after: "", limit: 10).isEmpty)
        _ = try await writer.finish()
        #expect(try await store.contents(after: "", limit: 10).count == 1)
    }

    @Test func `a reader's slice is the same bytes, and outlives the blob's name`() async throws {
        let content = Identifier.random()
        try await store.put(ByteBuffer(string: "0123456789"), to: .original(content))
        let reader = try await store.reader(for: .original(content), range: 2..<5)
        guard let slice = reader.slice else { return }
        try await store.deleteAll(content)
        #expect(slice.range == 2..<5)
        #expect(String(buffer: try slice.file.read(slice.range.count, at: slice.range.lowerBound)) == "234")
    }

    @Test func `a content deleted while much is derived from it is gone when all have ended`() async throws {
        for _ in 0..<10 {
            let content = Identifier.random()
            try await store.put(ByteBuffer(string: "source"), to: .original(content))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask { [store] in
                        let key = BlobKey(content: content, name: "hls/v/a_\(number).ts")
                        try? await store.putDerived(ByteBuffer(string: "made"), to: key)
                    }
                }
                group.addTask { [store] in
                    // A deletion that finds the folder busy may fail; whoever is busy there cleans up.
                    try? await store.deleteAll(content)
                }
                try await group.waitForAll()
            }
            #expect(folder.files().isEmpty)
        }
    }
}

import Foundation
import Testing

@testable import Pipeline

extension Documents {
    /// Pages that are worked on in processes of their own.
    @Suite("Worker processes", .serialized, .timeLimit(.minutes(2)))
    struct WorkerTests {
        /// The program under test, where it has been built beside the tests.
        private static let program: WorkerCommand? = {
            let names = ["storage-service", "lab"].map { "\(Folders.build)/\($0)" }
            let path = names.first { FileManager.default.isExecutableFile(atPath: $0) }
            return path.map { WorkerCommand(path: $0, arguments: ["worker"]) }
        }()

        private static func engine(
            _ command: WorkerCommand, threads: Int = 2, pageTime: Duration = .seconds(60)
        ) -> Engine {
            let executor = NativeExecutor(threads: threads)
            let pool = WorkerPool(command, keeping: threads, pageTime: pageTime)
            return Engine(executor: executor, library: PathLibrary(executor: executor), workers: pool)
        }

        @Test(
            "What a worker gives is what the engine gives itself",
            arguments: ["columns.pdf", "kinds.pdf", "turned.pdf"])
        func same(name: String) async throws {
            guard let program = Self.program else { return }
            let engine = Self.engine(program)
            let path = Folders.fixture(name)
            #expect(
                try await Papers.text(path, in: engine).pages.map(\.layout) == Papers.text(path).pages.map(\.layout))
            #expect(try await Papers.judge(path, in: engine) == Papers.judge(path))
            let (drawn, expected) = (
                try await Papers.grey(path, at: 90, in: engine), try await Papers.grey(path, at: 90)
            )
            #expect(drawn.width == expected.width && drawn.height == expected.height)
            #expect(drawn.dotsPerInch == expected.dotsPerInch)
            let isSame = drawn.samples == expected.samples
            #expect(isSame)
        }

        @Test("A pool starts as many processes ahead as it keeps, once")
        func ahead() async throws {
            guard let program = Self.program else { return }
            let pool = WorkerPool(program, keeping: 2)
            let executor = NativeExecutor(threads: 2)
            let engine = Engine(executor: executor, library: PathLibrary(executor: executor), workers: pool)
            pool.prepare(3)
            #expect(NativeLedger.processes.now == 2)
            #expect(try await Papers.text(Folders.fixture("kinds.pdf"), in: engine).pageCount == 10)
            pool.prepare(2)
            #expect(NativeLedger.processes.now == 2)
            // What cannot be started is told when it is needed.
            WorkerPool(WorkerCommand(path: "/nowhere", arguments: []), keeping: 2).prepare(2)
        }

        @Test("Documents that workers redraw hold the words, and are the next document's no more")
        func searchable() async throws {
            guard let program = Self.program else { return }
            let engine = Self.engine(program, threads: 1)
            let folder = try TemporaryFolder()
            let word = TextWord(text: "laid", box: PageBox(x: 100, y: 300, width: 60, height: 14))
            let recognised = [PageUnderlay(number: 2, words: [word])]
            for (name, pages) in [("kinds.pdf", 10), ("turned.pdf", 4)] {
                let recipe = MakeSearchable(input: MediaReference(Folders.fixture(name)), recognised: recognised)
                let path = try folder.write(try await recipe.run(in: engine), as: name)
                let text = try await Papers.text(path)
                #expect(text.pageCount == pages && text.pages[1].text.contains("laid"))
            }
            #expect(NativeLedger.processes.now == 1)
            let bomb = MakeSearchable(input: MediaReference(Folders.fixture("bomb.pdf")), recognised: recognised)
            let error = await #expect(throws: MediaError.self) { try await bomb.run(in: engine) }
            #expect(error?.code == .limitExceeded)
        }

        @Test("Redrawing a page that never ends costs the document its time, and ends when it is given up")
        func endlessRedrawing() async throws {
            guard let program = Self.program else { return }
            let recipe = MakeSearchable(input: MediaReference(Folders.fixture("endless.pdf")), recognised: [])
            let late = await #expect(throws: MediaError.self) {
                try await recipe.run(in: Self.engine(program, pageTime: .milliseconds(1500)))
            }
            #expect(late?.code == .timedOut)
            let task = Task { try await recipe.run(in: Self.engine(program)) }
            try await Self.eventually { NativeLedger.processes.now == 1 }
            let start = ContinuousClock.now
            task.cancel()
            let result = await task.result
            #expect(throws: (any Error).self) { try result.get() }
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(NativeLedger.processes.now == 0)
        }

        /// Returns once `condition` holds.
        private static func eventually(_ condition: () -> Bool) async throws {
            while !condition() { try await Task.sleep(for: .milliseconds(5)) }
        }

        @Test("What is wrong with a document is told as ever")
        func errors() async throws {
            guard let program = Self.program else { return }
            let engine = Self.engine(program)
            let locked = Folders.fixture("locked.pdf")
            let missing = await #expect(throws: MediaError.self) { try await Papers.text(locked, in: engine) }
            #expect(missing?.code == .passwordRequired)
            let wrong = await #expect(throws: MediaError.self) {
                try await Papers.text(locked, password: "x", in: engine)
            }
            #expect(wrong?.code == .wrongPassword)
            #expect(try await Papers.text(locked, password: "lecture", in: engine).text == "Nobody reads this.")
            let described = try await DescribeDocument(input: MediaReference(locked)).run(in: engine)
            #expect(described.needsPassword && described.pageCount == nil)
            let damaged = try await Papers.text(Folders.fixture("numbered.pdf"), in: engine)
            #expect(damaged.pages.compactMap(\.failure) == [.corrupt])
            let media = await #expect(throws: MediaError.self) {
                try await Papers.text(Folders.fixture("tiny.mp4"), in: engine)
            }
            #expect(media?.code == .corrupt)
        }

        @Test("A page that never ends spoils itself alone")
        func endless() async throws {
            guard let program = Self.program else { return }
            let engine = Self.engine(program, threads: 1, pageTime: .milliseconds(1500))
            let result = try await Papers.text(Folders.fixture("endless.pdf"), in: engine)
            #expect(result.pages.map(\.text) == ["Before the page.", "", "Behind the page."])
            #expect(result.pages.map(\.failure) == [nil, .timedOut, nil])
        }

        @Test("Work on a page that never ends stops when it is given up")
        func cancelled() async throws {
            guard let program = Self.program else { return }
            let engine = Self.engine(program)
            let (signals, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let input = MediaReference(Folders.fixture("endless.pdf"))
                return try await ExtractText(input: input).run(in: engine) { _, _ in signal.yield() }
            }
            // The first page is done, the second under way.
            for await _ in signals { break }
            let start = ContinuousClock.now
            task.cancel()
            let result = await task.result
            #expect(throws: (any Error).self) { try result.get() }
            // By itself it would end after a minute.
            #expect(ContinuousClock.now - start < .seconds(10))
        }

        @Test(
            "A worker that dies, or talks nonsense, is no reason to hang",
            arguments: ["exit 3", "cat", "yes", "kill -9 $$"])
        func broken(script: String) async throws {
            let engine = Self.engine(WorkerCommand(path: "/bin/sh", arguments: ["-c", script]), pageTime: .seconds(5))
            let error = await #expect(throws: MediaError.self) {
                try await Papers.text(Folders.fixture("columns.pdf"), in: engine)
            }
            #expect([.corrupt, .engine, .timedOut].contains(error?.code))
        }

        @Test("A program that is not there is the engine's fault")
        func missing() async throws {
            let engine = Self.engine(WorkerCommand(path: "/no/such/program", arguments: []))
            let error = await #expect(throws: MediaError.self) {
                try await Papers.text(Folders.fixture("columns.pdf"), in: engine)
            }
            #expect(error?.code == .engine)
        }

        @Test("Processes are used again, and end with their pool")
        func reused() async throws {
            guard let program = Self.program else { return }
            do {
                let engine = Self.engine(program, threads: 2)
                for _ in 0..<3 { _ = try await Papers.text(Folders.fixture("numbered.pdf"), in: engine) }
                #expect((1...2).contains(NativeLedger.processes.now))
            }
            #expect(NativeLedger.processes.now == 0)
            #expect(NativeLedger.documents.now == 0)
        }
    }
}

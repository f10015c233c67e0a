/// What became of one page.
struct PageOutcome: Sendable {
    var number: Int
    var result: Result<PageResult, MediaError>
}

/// The stages that work on the pages of a document, one after the other on each of several lanes.
struct DocumentStages: Sendable {
    let file: DocumentFile
    /// How many pages are worked on at once; each lane has a handle of its own on the document.
    let lanes: Int

    /// Hands on `numbers`, each with its place in the list.
    func list(_ numbers: [Int]) -> Stage<Nothing, PagePlace> {
        Stage("pages", capacity: 16) { _, pages in
            for (place, number) in numbers.enumerated() {
                guard await pages.send(PagePlace(place: place, number: number)) == .delivered else { return }
            }
        }
    }

    /// Does `task` with every page, in order. Nil never; the type is that of joined flows.
    func perform(_ task: PageTask, on pages: Flow<PagePlace>) -> Flow<PageOutcome>? {
        guard lanes > 1 else { return pages.then(work(task, lane: 0)) }
        let lanes = lanes
        let dealt = pages.distributed(over: lanes, capacity: 2) { $0.place % lanes }
        return pages.graph.interleaved(dealt.enumerated().map { $1.then(work(task, lane: $0)) })
    }

    private func work(_ task: PageTask, lane: Int) -> Stage<PagePlace, PageOutcome> {
        Stage("\(task.name) \(lane + 1)", capacity: 2) { [file] pages, outcomes in
            let worker = try file.worker()
            while let page = await pages.next() {
                let outcome = PageOutcome(
                    number: page.number, result: try await worker.perform(task, page: page.number))
                guard await outcomes.send(outcome) == .delivered else { return }
            }
        }
    }
}

/// A page to be worked on.
struct PagePlace: Sendable {
    /// From 0, in the list of wanted pages.
    var place: Int
    /// From 1, in the document.
    var number: Int
}

extension PageTask {
    fileprivate var name: String {
        switch self {
        case .text: "read"
        case .judge: "judge"
        case .render: "render"
        }
    }
}

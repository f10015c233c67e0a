/// The stages that read the pages of a document: on each of several lanes a page is judged and its pictures are drawn,
/// then they are recognised and joined with what is there as text.
struct RecognitionStages: Sendable {
    let documents: DocumentStages
    let recogniser: any OCREngine
    let options: RecognitionOptions

    /// Reads every page, in order. Nil never; the type is that of joined flows.
    func read(_ pages: Flow<PagePlace>) -> Flow<PageRecognition>? {
        let lanes = documents.lanes
        guard lanes > 1 else { return pages.then(draw(lane: 0)).then(recognise(lane: 0)) }
        let dealt = pages.distributed(over: lanes, capacity: 1) { $0.place % lanes }
        return pages.graph.interleaved(
            dealt.enumerated().map { lane, flow in flow.then(draw(lane: lane)).then(recognise(lane: lane)) })
    }

    private func draw(lane: Int) -> Stage<PagePlace, DrawnPage> {
        Stage("draw \(lane + 1)", capacity: 1) { [documents, options] pages, drawn in
            var worker = try documents.file.worker()
            while let page = await pages.next() {
                let outcome: DrawnPage
                do {
                    outcome = try DrawnPage(page.number, by: &worker, effort: options.effort)
                } catch let error as MediaError where error.code != .cancelled {
                    outcome = DrawnPage(number: page.number, failure: error.code)
                }
                guard await drawn.send(outcome) == .delivered else { return }
            }
        }
    }

    private func recognise(lane: Int) -> Stage<DrawnPage, PageRecognition> {
        Stage("recognise \(lane + 1)", capacity: 2) { [recogniser, options] drawn, read in
            while let page = await drawn.next() {
                var result = PageRecognition(number: page.number, page: page.nativePage, failure: page.failure)
                do {
                    for picture in page.pictures {
                        let seen = try await recogniser.recognise(picture.raster, options: options)
                        result.page.insert(seen, of: picture)
                    }
                } catch let error as MediaError where error.code != .cancelled {
                    result.page.blocks = []
                    result.failure = error.code
                }
                guard await read.send(result) == .delivered else { return }
            }
        }
    }
}

/// A page on its way to the recogniser.
struct DrawnPage: Sendable {
    /// A part of the page as a picture.
    struct Picture: Sendable {
        var region: PictureRegion
        var raster: Raster
    }

    var number: Int
    var content: PageContent?
    var pictures: [Picture] = []
    var failure: MediaError.Code?

    init(number: Int, failure: MediaError.Code) {
        self.number = number
        self.failure = failure
    }

    /// Judges page `number` and draws what is to be recognised.
    init(_ number: Int, by worker: inout PageWorker, effort: RecognitionOptions.Effort) throws {
        self.number = number
        guard case .content(let content) = try worker.perform(.judge, page: number).get() else {
            throw MediaError(.engine, "DrawnPage", "the page was not judged")
        }
        self.content = content
        for region in content.regions {
            let rendering = PageRendering(
                region: region.box, size: .dotsPerInch(min(region.dotsPerInch, effort.dotsPerInch)),
                samples: Raster.Layout.grey.rawValue,
                covered: region.covered, ownDotsPerInch: region.ownDotsPerInch, pixels: RecognitionLimits.drawnPixels)
            let drawn = try worker.perform(.render(rendering), page: number).get()
            if case .raster(let raster) = drawn { pictures.append(Picture(region: region, raster: raster)) }
        }
    }
}

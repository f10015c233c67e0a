extension DrawnPage {
    /// The page with what is there as text, in points.
    var nativePage: RecognisedPage {
        RecognisedPage(
            width: content?.width ?? 0, height: content?.height ?? 0, unit: .point,
            source: content?.kind == .scan ? .ocr : .native, blocks: content?.text.blocks ?? [])
    }
}

extension RecognisedPage {
    /// Puts what was `seen` in `picture` before the first block that begins below the picture's top, boxes in the page's
    /// points.
    mutating func insert(_ seen: RecognisedPage, of picture: DrawnPage.Picture) {
        let (region, factor) = (picture.region.box, picture.region.box.width / max(1, seen.width))
        let blocks = seen.blocks.map { block in
            block.mappingBoxes { box in
                var placed = box.scaled(by: factor)
                placed.x += region.x
                placed.y += region.y
                return placed
            }
        }
        let place = self.blocks.firstIndex { $0.box.y > region.y } ?? self.blocks.count
        let (native, recognised) = (words.count, seen.words.count)
        self.blocks.insert(contentsOf: blocks, at: place)
        if recognised > native { source = .ocr }
    }
}

extension PageText {
    /// The lines as blocks: a block ends where the next line begins higher up, or lower by more than a line.
    var blocks: [RecognisedBlock] {
        var blocks: [[RecognisedLine]] = []
        for line in lines {
            let words = line.words.map { RecognisedWord(text: $0.text, box: $0.box, confidence: nil) }
            guard let next = RecognisedLine(words: words) else { continue }
            if let last = blocks.last?.last, next.box.y >= last.box.y, next.box.y <= last.box.maxY + last.box.height {
                blocks[blocks.count - 1].append(next)
            } else {
                blocks.append([next])
            }
        }
        return blocks.compactMap(RecognisedBlock.init(lines:))
    }
}

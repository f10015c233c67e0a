internal import CTesseract
internal import Foundation

/// The sole owner of a `TessBaseAPI` with a set of languages loaded. Tesseract's rule: one thread at a time, any thread.
final class TesseractHandle: @unchecked Sendable {  // only the worker that has it uses it, one thread at a time
    private let handle: OpaquePointer

    /// Loads the models `languages` (`fra+eng`) from `folder`. Throws `engine` when they cannot be loaded.
    init(languages: String, folder: String) throws(MediaError) {
        OpenMP.switchOff
        guard let created = TessBaseAPICreate() else { throw MediaError(.engine, "TessBaseAPICreate", "no memory") }
        guard TessBaseAPIInit2(created, folder, languages, OEM_LSTM_ONLY) == 0 else {
            TessBaseAPIDelete(created)
            throw MediaError(.engine, "TessBaseAPIInit2", "the models of \(languages) cannot be loaded")
        }
        handle = created
        // Rows and words are found in what Sauvola's threshold leaves; the network reads the grey picture itself.
        TessBaseAPISetVariable(created, "thresholding_method", "2")
        // Its messages would go to standard error.
        TessBaseAPISetVariable(created, "debug_file", "/dev/null")
        // Lines that come out badly would each be read again as white on black.
        TessBaseAPISetVariable(created, "tessedit_do_invert", "0")
    }

    deinit {
        TessBaseAPIEnd(handle)
        TessBaseAPIDelete(handle)
    }

    /// Reads `bitmap` under the segmentation `mode`: paragraphs of lines, boxes in its pixels, confidences as Tesseract
    /// gives them, 0…100. `dotsPerInch` only steers the segmentation. Nothing of the picture is kept.
    func read(
        _ bitmap: borrowing Bitmap, mode: TessPageSegMode, dotsPerInch: Int, stop: RecognitionStop
    ) throws -> [[RecognisedLine]] {
        OpenMP.switchOff
        try stop.check()
        let monitor = try RecognitionMonitor(stop)
        TessBaseAPISetPageSegMode(handle, mode)
        TessBaseAPISetImage2(handle, bitmap.handle)
        TessBaseAPISetSourceResolution(handle, Int32(dotsPerInch))
        defer { TessBaseAPIClear(handle) }
        let status = TessBaseAPIRecognize(handle, monitor.handle)
        try stop.check()
        // A picture in which the segmentation finds nothing to read is no failure.
        guard status == 0, let results = TessBaseAPIGetIterator(handle) else { return [] }
        defer { TessResultIteratorDelete(results) }
        return paragraphs(results)
    }

    private func paragraphs(_ results: OpaquePointer) -> [[RecognisedLine]] {
        let place = TessResultIteratorGetPageIterator(results)
        var (paragraphs, lines, words): ([[RecognisedLine]], [RecognisedLine], [RecognisedWord]) = ([], [], [])
        repeat {
            if let word = word(results, place) { words.append(word) }
            let endsParagraph = TessPageIteratorIsAtFinalElement(place, RIL_PARA, RIL_WORD) != 0
            if endsParagraph || TessPageIteratorIsAtFinalElement(place, RIL_TEXTLINE, RIL_WORD) != 0 {
                if let line = RecognisedLine(words: words) { lines.append(line) }
                words = []
            }
            if endsParagraph {
                if !lines.isEmpty { paragraphs.append(lines) }
                lines = []
            }
        } while TessResultIteratorNext(results, RIL_WORD) != 0
        return paragraphs
    }

    private func word(_ results: OpaquePointer, _ place: OpaquePointer?) -> RecognisedWord? {
        guard let text = TessResultIteratorGetUTF8Text(results, RIL_WORD) else { return nil }
        defer { TessDeleteText(text) }
        var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom) != 0 else { return nil }
        let characters = String(cString: text).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !characters.isEmpty else { return nil }
        return RecognisedWord(
            text: characters,
            box: PageBox(
                x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top)),
            confidence: Double(TessResultIteratorConfidence(results, RIL_WORD)))
    }
}

/// Tesseract's OpenMP threads make one page slower and fight over the cores with other workers.
private enum OpenMP {
    /// Switches them off for the calling thread. The function is found by name because Tesseract brings the library.
    static var switchOff: Void { setLevels?(0) }

    private typealias SetLevels = @convention(c) (Int32) -> Void
    private static let setLevels: SetLevels? = dlsym(nil, "omp_set_max_active_levels").map {
        unsafeBitCast($0, to: SetLevels.self)
    }
}

/// A recogniser of pages for one task at a time: the handles that it has loaded, the latest used last.
final class TesseractWorker: @unchecked Sendable {  // one task at a time has it, from `TesseractPool`
    private let folder: String
    private var loaded: [(languages: String, handle: TesseractHandle)] = []

    /// A worker that loads models from `folder` when they are first needed.
    init(folder: String) { self.folder = folder }

    /// The handle for `languages`, loaded when it is not yet; the one that has not been used for longest makes room.
    func handle(for languages: LanguageSet) throws(MediaError) -> TesseractHandle {
        let names = languages.modelNames
        if let place = loaded.firstIndex(where: { $0.languages == names }) {
            let entry = loaded.remove(at: place)
            loaded.append(entry)
            return entry.handle
        }
        if loaded.count >= RecognitionLimits.loadedSets { loaded.removeFirst() }
        let handle = try TesseractHandle(languages: names, folder: folder)
        loaded.append((names, handle))
        return handle
    }
}

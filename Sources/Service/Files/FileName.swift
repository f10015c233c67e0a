/// A file name for display: any Unicode, but nothing that could pass for a path or break a header.
enum FileName {
    /// Answers `name` as it is, or throws `invalid_request` saying what is wrong with it.
    static func checked(_ name: String) throws -> String {
        func refuse(_ why: String) -> ServiceError { ServiceError(.invalidRequest, "The file name \(why).") }
        if name.isEmpty { throw refuse("is empty") }
        if name.utf8.count > 255 { throw refuse("is longer than 255 bytes") }
        if name == "." || name == ".." { throw refuse("is reserved") }
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "\\" { throw refuse("has a path separator") }
            if scalar.properties.generalCategory == .control { throw refuse("has a control character") }
        }
        return name
    }
}

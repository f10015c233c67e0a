/// The boundary of a `multipart/form-data` content type.
enum FormBoundary {
    /// Takes the boundary out of a `Content-Type` header. Throws `MultipartError.noBoundary`.
    static func read(_ contentType: String?) throws -> String {
        // A media type with parameters has the same syntax as a disposition.
        guard let parsed = contentType.flatMap(ContentDisposition.init), parsed.type == "multipart/form-data",
            let boundary = parsed.parameters["boundary"], isValid(boundary)
        else { throw MultipartError.noBoundary }
        return boundary
    }

    /// RFC 2046 section 5.1.1: 1 to 70 characters of a small set, no blank at the end.
    private static func isValid(_ boundary: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ")
        return (1...70).contains(boundary.utf8.count) && boundary.allSatisfy(allowed.contains) && boundary.last != " "
    }
}

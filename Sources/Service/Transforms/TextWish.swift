internal import Pipeline

/// Whose text a caller wants: the body of `transform/extract-text`.
struct TextWish: Sendable {
    var fileID: String
    /// Nil stands for all.
    var pages: PageRange?
    var password: String?

    /// Reads a wish. Throws `invalid_request`.
    init(_ text: String?) throws {
        try self.init(JSONFields(text, known: ["fileId", "pages", "password"]))
    }

    /// Reads the members that every wish for text has.
    init(_ fields: JSONFields) throws {
        fileID = try fields.fileID()
        pages = try fields.string("pages").map { try PageRange($0) }
        password = try fields.string("password")
    }
}

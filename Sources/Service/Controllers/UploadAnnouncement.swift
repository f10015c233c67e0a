internal import NIOCore

/// The body of `POST /upload/init`.
enum UploadAnnouncement {
    /// Bytes that it may have: metadata and a few short fields.
    static let sizeLimit = 2 * UploadForm.fieldLimit

    /// Reads and checks it, field by field. Throws `invalid_request` or `empty_file`, saying which field is wrong.
    static func read(_ body: ByteBuffer) throws -> UploadEngine.Announcement {
        guard let text = String(validating: body.readableBytesView, as: UTF8.self),
            case .object(let fields)? = try? JSON.decode(JSONValue.self, from: text)
        else { throw ServiceError(.invalidRequest, "The body must be a JSON object.") }
        guard let filename = try string("filename", fields) else { throw refusal("filename", "is missing") }
        guard let size = try integer("size", fields) else { throw refusal("size", "is missing") }
        let chunkSize = try integer("chunkSize", fields) ?? UploadGrid.defaultChunkSize
        var form = UploadForm()
        form.projectID = try string("projectId", fields).flatMap(UploadForm.checkedProjectID)
        if let metadata = fields["metadata"], metadata != .null { form.metadata = try CallerMetadata.checked(metadata) }
        return UploadEngine.Announcement(
            filename: try FileName.checked(filename), declaredType: try mediaType(fields),
            grid: try UploadGrid(checkedSize: size, chunkSize: chunkSize), form: form, sha256: try digest(fields))
    }

    private static func string(_ name: String, _ fields: [String: JSONValue]) throws -> String? {
        switch fields[name] {
        case nil, .null: return nil
        case .string(let value): return value
        default: throw refusal(name, "must be a string")
        }
    }

    private static func integer(_ name: String, _ fields: [String: JSONValue]) throws -> Int64? {
        switch fields[name] {
        case nil, .null: return nil
        case .integer(let value): return value
        default: throw refusal(name, "must be a whole number of bytes")
        }
    }

    private static func mediaType(_ fields: [String: JSONValue]) throws -> String? {
        guard let text = try string("contentType", fields) else { return nil }
        let type = text.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        let names = type.split(separator: "/", omittingEmptySubsequences: false)
        let isToken = names.allSatisfy { name in
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$&-^_.+".contains($0)) }
        }
        guard names.count == 2, isToken, type.utf8.count <= 127 else {
            throw refusal("contentType", "must be a media type, such as video/mp4")
        }
        return type
    }

    private static func digest(_ fields: [String: JSONValue]) throws -> String? {
        guard let text = try string("sha256", fields)?.lowercased() else { return nil }
        guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            throw refusal("sha256", "must be 64 hexadecimal digits")
        }
        return text
    }

    private static func refusal(_ field: String, _ why: String) -> ServiceError {
        ServiceError(.invalidRequest, "\(field) \(why).")
    }
}

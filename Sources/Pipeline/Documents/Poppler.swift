internal import CPoppler

/// What all calls into poppler-glib and cairo share: setting up, and turning their errors into ours.
enum Poppler {
    /// Call once before a document is opened; later calls cost nothing. Poppler sets its colour conversion up at the
    /// first page that is drawn, without a lock: this draws one while no other thread can.
    static let prepare: Void = {
        let bytes = Array(firstPage.utf8)
        let shared = bytes.withUnsafeBytes { g_bytes_new($0.baseAddress, gsize($0.count)) }
        defer { g_bytes_unref(shared) }
        guard let document = poppler_document_new_from_bytes(shared, nil, nil) else { return }
        defer { g_object_unref(UnsafeMutableRawPointer(document)) }
        guard let page = poppler_document_get_page(document, 0) else { return }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 8, 8)
        let context = cairo_create(surface)
        poppler_page_render(page, context)
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }()

    /// A page in each of the colour spaces of a device, and a word. Its cross-references are made up by Poppler.
    private static let firstPage = """
        %PDF-1.4
        1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 8 8]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
        4 0 obj <</Length 97>> stream
        0.5 g 0 0 2 8 re f 1 0 0 rg 2 0 2 8 re f 0 1 0 0 k 4 0 2 8 re f BT /F 4 Tf 1 2 Td (a) Tj ET    
        endstream endobj
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
        trailer <</Root 1 0 R>>
        """

    /// The error that `failure`, which is released, stands for.
    static func error(
        _ failure: UnsafeMutablePointer<GError>?, _ operation: String, hadPassword: Bool
    ) -> MediaError {
        defer { if let failure { g_error_free(failure) } }
        guard let failure, failure.pointee.domain == poppler_error_quark() else {
            return MediaError(.corrupt, operation, "the document cannot be read")
        }
        if failure.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue) {
            return hadPassword
                ? MediaError(.wrongPassword, operation, "the password does not open the document")
                : MediaError(.passwordRequired, operation, "the document is protected by a password")
        }
        return MediaError(.corrupt, operation, "the document is damaged")
    }

    /// Throws when a drawing context or a surface has failed. `operation` names the C function.
    static func check(_ status: cairo_status_t, _ operation: String) throws(MediaError) {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let text = cairo_status_to_string(status).map { String(cString: $0) } ?? "error \(status.rawValue)"
        throw MediaError(.engine, operation, text)
    }
}

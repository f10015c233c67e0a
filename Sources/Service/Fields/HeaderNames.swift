internal import HTTPTypes

extension HTTPField.Name {
    /// The user that another back-end service acts for.
    static let onBehalfOf = fieldName("X-On-Behalf-Of")
    /// What a caller would like (RFC 7240).
    static let prefer = fieldName("Prefer")
    /// Which of it was done (RFC 7240).
    static let preferenceApplied = fieldName("Preference-Applied")
    /// The last server-sent event that a client has seen.
    static let lastEventID = fieldName("Last-Event-ID")
    /// Tells nginx whether it may hold an answer back.
    static let accelBuffering = fieldName("X-Accel-Buffering")
    /// Names one request in answers and logs.
    static let requestID = fieldName("X-Request-Id")

    /// A sum of the body (RFC 9530).
    static let contentDigest = fieldName("Content-Digest")
    /// The older sum of the body (RFC 1864).
    static let contentMD5 = fieldName("Content-MD5")

    /// A field name written in this source; one that is no token would be a defect and becomes a harmless name.
    private static func fieldName(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .userAgent }
}

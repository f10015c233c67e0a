internal import HTTPTypes

extension HTTPField.Name {
    /// The user that another back-end service acts for.
    static let onBehalfOf = fieldName("X-On-Behalf-Of")
    /// Names one request in answers and logs.
    static let requestID = fieldName("X-Request-Id")

    /// A field name written in this source; one that is no token would be a defect and becomes a harmless name.
    private static func fieldName(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .userAgent }
}

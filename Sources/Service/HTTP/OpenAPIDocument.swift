/// The published contract, as it stands in `openapi.yaml`.
enum OpenAPIDocument {
    /// The YAML text.
    static var text: String { String(decoding: PackageResources.openapi_yaml, as: UTF8.self) }
}

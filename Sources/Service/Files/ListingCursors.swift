internal import Crypto
internal import Foundation

/// Writes the place where a page ends as text that only the same listing takes back.
///
/// The text is signed together with the listing's owner, filters and order: a cursor that was made up, changed, or comes
/// from another listing is refused. The limit is not part of it and may change from page to page.
struct ListingCursors: Sendable {
    private static let codeSize = SHA256.byteCount

    private let key: SymmetricKey

    init(secret: SigningSecret) { key = secret.key(for: "listing cursor") }

    /// The cursor that begins behind `place`.
    func text(_ place: ListingPlace, in listing: FileListing) throws -> String {
        let payload = try JSON.encode(Payload(place))
        let code = HMAC<SHA256>.authenticationCode(for: try signed(payload, listing), using: key)
        return Base64URL.encode(Array(code) + payload)
    }

    /// The place that `text` stands for. Throws `invalid_request` for anything that `text(_:in:)` has not answered for
    /// the same listing.
    func place(_ text: String, in listing: FileListing) throws -> ListingPlace {
        guard text.utf8.count <= 2048, let bytes = Base64URL.decode(text), bytes.count > Self.codeSize else {
            throw refusal
        }
        let payload = Array(bytes.dropFirst(Self.codeSize))
        // Compared in constant time.
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes.prefix(Self.codeSize), authenticating: try signed(payload, listing), using: key),
            let place = (try? JSON.decode(Payload.self, from: String(decoding: payload, as: UTF8.self)))?.place
        else { throw refusal }
        return place
    }

    private var refusal: ServiceError {
        ServiceError(.invalidRequest, "cursor is not one that this listing has answered.")
    }

    /// The listing is one JSON array, so that no payload can pass for a part of it.
    private func signed(_ payload: [UInt8], _ listing: FileListing) throws -> [UInt8] {
        try JSON.encode([listing.owner, listing.projectID, listing.contentType?.text, listing.sort.text]) + payload
    }

    private struct Payload: Codable {
        var number: Int64?
        var text: String?
        var id: String

        init(_ place: ListingPlace) {
            id = place.id
            switch place.value {
            case .number(let number): self.number = number
            case .text(let text): self.text = text
            }
        }

        var place: ListingPlace? {
            (number.map { .number($0) } ?? text.map { .text($0) }).map { ListingPlace(value: $0, id: id) }
        }
    }
}

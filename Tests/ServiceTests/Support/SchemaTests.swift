import HTTPTypes
import Testing

@testable import Service

/// The checker itself: a check that cannot fail checks nothing.
@Suite struct SchemaTests {
    private static let contract = """
        paths:
          /things/{id}:
            get:
              responses:
                '200':
                  description: x
                  headers: {ETag: {required: true}}
                  content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
                '204': {description: x}
        components:
          schemas:
            Thing:
              type: object
              required: [id, size]
              properties:
                id: {type: string, pattern: '^[0-9]+$'}
                size: {type: integer, minimum: 1, maximum: 9}
                state: {type: string, enum: [a, b]}
                at: {type: string, format: date-time}
                tags: {type: array, items: {type: string}}
                more: {type: object, additionalProperties: {type: boolean}}
        """

    private func defects(
        _ status: HTTPResponse.Status, _ body: String = "", headers: HTTPFields = [.eTag: "x"],
        at uri: String = "/things/1"
    ) throws -> [String] {
        var headers = headers
        headers[.requestID] = "r"
        if !body.isEmpty, headers[.contentType] == nil { headers[.contentType] = "application/json; charset=utf-8" }
        let answer = Contract.Answer(status: status.code, headers: headers, body: body)
        return try Contract(yaml: Self.contract).defects(of: answer, to: .get, uri)
    }

    @Test(arguments: [
        #"{"id":"1","size":1}"#,
        #"{"id":"1","size":9,"state":"b","at":"2026-01-02T03:04:05.678Z","tags":["x"],"more":{"x":true}}"#,
    ])
    func `what is as published has no defects`(body: String) throws {
        #expect(try defects(.ok, body) == [])
        #expect(try defects(.noContent, headers: [:]) == [])
    }

    @Test(arguments: ["[]", "null", "7"])
    func `another type has more`(body: String) throws { #expect(try defects(.ok, body).count == 3) }

    @Test(arguments: [
        #"{"id":"1"}"#, #"{"id":"x","size":1}"#, #"{"id":1,"size":1}"#, #"{"id":"1","size":0}"#,
        #"{"id":"1","size":10}"#,
        #"{"id":"1","size":1.5}"#, #"{"id":"1","size":1,"state":"c"}"#, #"{"id":"1","size":1,"at":"yesterday"}"#,
        #"{"id":"1","size":1,"tags":[1]}"#, #"{"id":"1","size":1,"more":{"x":1}}"#, #"{"id":"1","size":1,"secret":1}"#,
        "{",
    ])
    func `what is not as published has one`(body: String) throws { #expect(try defects(.ok, body).count == 1) }

    @Test func `statuses, types, headers and addresses are held to it`() throws {
        let good = #"{"id":"1","size":1}"#
        #expect(try defects(.created, good).count == 1)
        #expect(try defects(.ok, good, headers: [:]) == ["has no ETag"])
        #expect(try defects(.ok, good, headers: [.eTag: "x", .contentType: "text/html"]).count == 1)
        #expect(try defects(.noContent, "x").count == 1)
        #expect(try defects(.ok, at: "/other").count == 1)
        #expect(try defects(.notFound, at: "/other") == [])
    }
}

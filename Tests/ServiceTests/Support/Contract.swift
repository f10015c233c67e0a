import Foundation
import HTTPTypes
import Testing
import Yams

@testable import Service

/// The published contract, read from `openapi.yaml`: which answers each operation may give.
struct Contract: Sendable {
    /// What came back, by whatever way it was asked for.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String
    }

    /// One operation as published.
    struct Operation: Sendable {
        let path: String
        /// By status.
        let responses: [Int: JSONValue]
        let isOpen: Bool
    }

    let operations: [Route: Operation]
    let codes: Set<String>
    private let document: JSONValue

    static let published: Contract = {
        let url = URL(filePath: Fixture.path("../openapi.yaml"))
        guard let text = try? String(contentsOf: url, encoding: .utf8), let contract = try? Contract(yaml: text) else {
            return Contract(operations: [:], codes: [], document: .null)
        }
        return contract
    }()

    private init(operations: [Route: Operation], codes: Set<String>, document: JSONValue) {
        self.operations = operations
        self.codes = codes
        self.document = document
    }

    init(yaml: String) throws {
        let document = try JSONValue(yaml: try #require(try Yams.compose(yaml: yaml)))
        var operations: [Route: Operation] = [:]
        for (path, item) in document["paths"].members {
            for (method, operation) in item.members where method != "parameters" {
                let responses = operation["responses"].members.compactMap { status, response in
                    Int(status).map { ($0, document.resolved(response)) }
                }
                operations[Route(method: method.uppercased(), path: path)] = Operation(
                    path: path, responses: Dictionary(uniqueKeysWithValues: responses),
                    isOpen: operation["security"] == .array([]))
            }
        }
        self.operations = operations
        self.document = document
        let code = document["components"]["schemas"]["Problem"]["properties"]["code"]
        codes = Set(code["enum"].elements.compactMap(\.text))
    }

    /// Records an issue for everything in `answer` that the contract does not promise for this request.
    func expect(_ method: HTTPRequest.Method, _ uri: String, _ answer: Answer) {
        let defects = defects(of: answer, to: method, uri)
        #expect(defects.isEmpty, "\(method) \(uri.prefix(120)) answered \(answer.status)")
    }

    /// What is wrong with `answer`, in words.
    func defects(of answer: Answer, to method: HTTPRequest.Method, _ uri: String) -> [String] {
        var defects = answer.headers[.requestID] == nil ? ["has no X-Request-Id"] : []
        guard let operation = operation(method, uri) else {
            // No such address, or not with this method: whoever asks is told so, and a page of another site may ask first.
            return defects + ([204, 404, 405].contains(answer.status) ? [] : ["is no published operation"])
        }
        guard let response = operation.responses[answer.status] else {
            return defects + ["\(operation.path) does not publish \(answer.status)"]
        }
        for (name, header) in response["headers"].members where document.resolved(header)["required"] == .bool(true) {
            if HTTPField.Name(name).flatMap({ answer.headers[$0] }) == nil { defects.append("has no \(name)") }
        }
        return defects + (method == .head ? [] : bodyDefects(of: answer, response))
    }

    private func bodyDefects(of answer: Answer, _ response: JSONValue) -> [String] {
        let published = response["content"].members
        guard !published.isEmpty else { return answer.body.isEmpty ? [] : ["has an unpublished body"] }
        let given = answer.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        guard let content = published.first(where: { Self.covers($0.key, given) })?.value else {
            return ["has the unpublished type \(given)"]
        }
        guard given.hasSuffix("json") else { return [] }
        guard let body = try? JSON.decode(JSONValue.self, from: answer.body) else { return ["is no JSON"] }
        return Schema(content["schema"], in: document).defects(of: body)
    }

    private func operation(_ method: HTTPRequest.Method, _ uri: String) -> Operation? {
        let path = uri.prefix { $0 != "?" }
        let names = method == .head ? ["HEAD", "GET"] : [method.rawValue]
        for name in names {
            let matching = operations.filter { $0.key.method == name && Self.matches($0.key.path, path) }
            // A literal name beats a placeholder, as in the router.
            let best = matching.min { $0.key.path.count { $0 == "{" } < $1.key.path.count { $0 == "{" } }
            if let best { return best.value }
        }
        return nil
    }

    private static func covers(_ published: String, _ given: Substring) -> Bool {
        published == given || published == "*/*"
            || (published.hasSuffix("/*") && given.hasPrefix(published.dropLast()))
    }

    private static func matches(_ template: String, _ path: Substring) -> Bool {
        let (wanted, given) = (template.split(separator: "/"), path.split(separator: "/"))
        return wanted.count == given.count
            && zip(wanted, given).allSatisfy { wanted, given in
                guard let open = wanted.firstIndex(of: "{"), let close = wanted.firstIndex(of: "}") else {
                    return wanted == given
                }
                return given.hasPrefix(wanted[..<open]) && given.hasSuffix(wanted[wanted.index(after: close)...])
            }
    }
}

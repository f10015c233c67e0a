import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Yams

@testable import Service

/// The published contract, read from `openapi.yaml`: which answers each operation may give.
struct Contract: Sendable {
    let statuses: [Route: Set<Int>]
    let codes: Set<String>

    static let published: Contract = {
        let url = URL(filePath: Fixture.path("../openapi.yaml"))
        guard let text = try? String(contentsOf: url, encoding: .utf8), let contract = try? Contract(yaml: text) else {
            return Contract(statuses: [:], codes: [])
        }
        return contract
    }()

    private init(statuses: [Route: Set<Int>], codes: Set<String>) {
        self.statuses = statuses
        self.codes = codes
    }

    init(yaml: String) throws {
        let root = try #require(try Yams.compose(yaml: yaml)?.mapping)
        var statuses: [Route: Set<Int>] = [:]
        for (path, item) in try #require(root["paths"]?.mapping) {
            for (method, operation) in try #require(item.mapping) where method.string != "parameters" {
                let responses = try #require(operation.mapping?["responses"]?.mapping)
                let key = Route(method: (method.string ?? "").uppercased(), path: path.string ?? "")
                statuses[key] = Set(responses.keys.compactMap { $0.string.flatMap { Int($0) } })
            }
        }
        let problem = root["components"]?.mapping?["schemas"]?.mapping?["Problem"]?.mapping?["properties"]?.mapping
        let codes = problem?["code"]?.mapping?["enum"]?.sequence?.compactMap(\.string) ?? []
        self.init(statuses: statuses, codes: Set(codes))
    }

    /// Records an issue when `answer` is not among those the contract promises for this request.
    func expect(_ method: HTTPRequest.Method, _ uri: String, _ answer: TestResponse) throws {
        let path = uri.prefix { $0 != "?" }
        let name = method == .head ? "GET" : method.rawValue
        let matching = statuses.filter { $0.key.method == name && Self.matches($0.key.path, path) }
        // A literal name beats a placeholder, as in the router.
        guard let operation = matching.min(by: { $0.key.path.count { $0 == "{" } < $1.key.path.count { $0 == "{" } })
        else {
            return
        }
        #expect(operation.value.contains(answer.status.code), "\(operation.key.path) answered \(answer.status.code)")
        if answer.status.code >= 400, method != .head, answer.headers[.contentType] != "application/json" {
            #expect(codes.contains(answer.problemCode), "\(operation.key.path) answered the code \(answer.problemCode)")
        }
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

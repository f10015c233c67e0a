import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Service

/// The router and the published contract name the same operations; that answers keep to it, every test that asks checks.
@Suite struct ContractTests {
    @Test func `every route is published, and everything published has a route`() async throws {
        let folder = try TemporaryFolder()
        let application = try await StorageApplication(
            configuration: TestService.configuration(folder), logger: TestService.logger)
        #expect(application.routes.filter { $0.method != "HEAD" } == Set(Contract.published.operations.keys))
    }

    @Test func `what the layers around every operation can answer is published for it`() {
        for (route, operation) in Contract.published.operations where !Addresses.isOperation(route.path) {
            // Too many requests; the database is away.
            var wanted: Set = [503]
            // The token, whom it acts for, how often.
            if !operation.isOpen { wanted.formUnion([400, 401, 403, 429]) }
            // The disk is full.
            if route.method != "GET" { wanted.insert(507) }
            let missing = wanted.subtracting(operation.responses.keys)
            #expect(missing.isEmpty, "\(route.method) \(route.path)")
        }
    }

    @Test func `every code is published`() {
        #expect(Contract.published.codes == Set(ServiceError.Code.allCases.map(\.rawValue)))
    }

    @Test func `the service hands out the published document`() async throws {
        try await TestService.run { service async throws in
            let text = try await service.ask(.get, "/openapi.yaml", as: nil).text
            let handedOut = try Contract(yaml: text).operations.mapValues { Set($0.responses.keys) }
            #expect(handedOut == Contract.published.operations.mapValues { Set($0.responses.keys) })
        }
    }
}

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

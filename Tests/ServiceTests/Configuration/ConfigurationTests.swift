import Foundation
import Testing

@testable import Service

@Suite struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `nothing set gives the defaults`() async throws {
        let configuration = try await Service.Configuration.read(environment: [:])
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8089)
        #expect(configuration.allowedContentTypes == ["*/*"])
    }

    @Test func `the environment wins over the file, and the file over the defaults`() async throws {
        let path = try file("c.yaml", "port: 9000\nhost: 0.0.0.0\nallowedContentTypes: [video/*, audio/*]\n")
        let configuration = try await Service.Configuration.read(
            environment: ["STORAGE_CONFIG": path, "STORAGE_PORT": "9001", "STORAGE_PUBLIC_BASE_URL": "https://x"])
        #expect(configuration.port == 9001)
        #expect(configuration.host == "0.0.0.0")
        #expect(configuration.publicBaseURL == "https://x")
        #expect(configuration.allowedContentTypes == ["video/*", "audio/*"])
        let json = try file("c.json", #"{"port": 9002, "dataDir": "/srv"}"#)
        let other = try await Service.Configuration.read(file: json, environment: ["STORAGE_CONFIG": path])
        #expect(other.port == 9002)
        #expect(other.dataDir == "/srv")
    }

    @Test(arguments: [
        ["STORAGE_PORT": "many"], ["STORAGE_PORT": "70000"], ["STORAGE_MAX_FILE_SIZE": "0"],
        ["STORAGE_CONFIG": "/no/such.yaml"],
    ])
    func `a value that cannot be used is an error and not the default`(environment: [String: String]) async {
        await #expect(throws: ConfigurationError.self) {
            try await Service.Configuration.read(environment: environment)
        }
    }

    @Test func `a list in the environment is separated by commas`() async throws {
        let configuration = try await Service.Configuration.read(environment: [
            "STORAGE_ALLOWED_CONTENT_TYPES": "video/*, image/png"
        ])
        #expect(configuration.allowedContentTypes == ["video/*", "image/png"])
    }

    @Test func `every key can be set by the environment name that the documentation gives`() async throws {
        for key in ConfigurationKey.all where key.defaultText.allSatisfy(\.isNumber) && !key.defaultText.isEmpty {
            _ = try await Service.Configuration.read(environment: [key.environmentName: key.defaultText])
            await #expect(throws: ConfigurationError.self, "\(key.environmentName)") {
                try await Service.Configuration.read(environment: [key.environmentName: "no number"])
            }
        }
        #expect(Set(ConfigurationKey.all.map(\.name)).count == ConfigurationKey.all.count)
        #expect(ConfigurationKey.markdown.contains("| `maxFileSize` | `STORAGE_MAX_FILE_SIZE` | `10737418240` |"))
        #expect(Mirror(reflecting: Service.Configuration()).children.count == ConfigurationKey.all.count)
    }
}

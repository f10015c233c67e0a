import Foundation
import Testing

extension EndToEnd {
    @Suite("What is written down is what the program does")
    struct DocumentationTests {
        @Test("README.md has the table of configuration keys that the program prints (make docs)")
        func readme() async throws {
            let table = try await Tool.run(Tool.service, ["config-keys"]).output
            let readme = try String(contentsOf: Fixture.root.appending(path: "README.md"), encoding: .utf8)
            #expect(table.contains("STORAGE_JWT_SECRET"))
            #expect(readme.contains("(generated) -->\n\(table)<!-- configuration: end"))
        }

        @Test("`serve --help` names every key of that table")
        func help() async throws {
            let table = try await Tool.run(Tool.service, ["config-keys"]).output
            let help = try await Tool.run(Tool.service, ["serve", "--help"]).output
            let names = table.split(separator: "\n").compactMap { line in
                line.split(separator: "`").first { $0.hasPrefix("STORAGE_") }
            }
            #expect(names.count > 10)
            for name in names { #expect(help.contains(name)) }
        }
    }
}

import HTTPTypes
import Testing

@testable import Service

@Suite struct PreferencesTests {
    @Test(
        arguments: [
            ([], false, nil), (["respond-async"], true, nil), (["Respond-Async, wait=10"], true, 10),
            (["wait=5", "respond-async; foo=bar"], true, 5), (["foo; respond-async"], false, nil),
            (["x=\"a, respond-async\", wait=\"7\""], false, 7), (["x=\"\\\", respond-async\""], false, nil),
            (["wait=1, wait=2"], false, 1), (["wait=-1"], false, nil), (["wait=soon, , =, ;"], false, nil),
            (["respond-async=\"\""], true, nil), (["return=minimal"], false, nil),
            ([String(repeating: ",", count: 5000)], false, nil),
        ] as [([String], Bool, Int?)])
    func `preferences are read as RFC 7240 writes them`(values: [String], isAsync: Bool, wait: Int?) {
        var headers = HTTPFields()
        headers[values: .prefer] = values
        let preferences = Preferences(headers)
        #expect(preferences.respondAsync == isAsync)
        #expect(preferences.wait == wait)
        #expect(preferences.appliedInBackground == (isAsync ? "respond-async" : nil))
    }
}

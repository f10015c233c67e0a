import Testing

/// The tests of documents. One suite at a time, since some look at what all of them leave behind.
@Suite("Documents", .serialized, .alone)
enum Documents {}

import Testing

/// The tests of recognition. One suite at a time, since some look at what all of them leave behind.
@Suite("Recognition of text", .serialized, .alone)
enum Recognitions {}

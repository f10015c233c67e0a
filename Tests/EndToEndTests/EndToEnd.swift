import Testing

/// The built program from outside: a process, a socket, a browser.
///
/// The tests run one at a time, because they measure time, CPU and counters. Each has a process and a folder of its own.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct EndToEnd {}

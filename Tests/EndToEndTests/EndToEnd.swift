import Testing

/// The built program from outside: a process, a socket, a browser.
///
/// The tests run one at a time, because they measure time, CPU and counters. Each has a process and a folder of its own. The
/// limit is for hundreds of rounds, where the environment asks for them: the shortest of a test and its suites counts.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct EndToEnd {}

import Testing

/// Everything that encodes: one test at a time, since each keeps all cores busy by itself.
@Suite("HLS", .serialized)
enum HLS {}

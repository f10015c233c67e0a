/// One piece of background work, as the database holds it.
struct StoredJob: Sendable, Equatable {
    /// Where a job stands.
    enum State: String, Sendable, Codable, CaseIterable {
        case queued, running, succeeded, failed, cancelled

        /// Whether nothing will change any more.
        var isFinal: Bool { self != .queued && self != .running }
    }

    var id: String
    var owner: String
    var fileID: String
    /// Such as `prepare`.
    var kind: String
    /// What to do, as JSON.
    var recipe: String
    var state: State = .queued
    /// 0…1
    var progress = 0.0
    /// What is being done.
    var stage = "queued"
    var etaSeconds: Double?
    /// JSON.
    var result: String?
    var errorCode: String?
    var errorDetail: String?
    /// How often it was taken up.
    var attempts: Int64 = 0
    /// Rises with every claim; whoever holds an older one may no longer write.
    var epoch: Int64 = 0
    var createdAt: Timestamp
    var updatedAt: Timestamp
}

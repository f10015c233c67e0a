extension StoredJob {
    /// The columns that `init(row:)` reads.
    static let columns =
        "id, owner, file_id, kind, recipe, state, progress, stage, eta_seconds, result, error_code, error_detail,"
        + " attempts, epoch, created_at, updated_at"

    /// Reads one row of the jobs table.
    init(row: SQLRow) throws {
        guard let state = State(rawValue: try row.text("state")) else {
            throw MetadataError(.statement, "unknown job state")
        }
        self.init(
            id: try row.text("id"), owner: try row.text("owner"), fileID: try row.text("file_id"),
            kind: try row.text("kind"), recipe: try row.text("recipe"), state: state,
            progress: try row.number("progress"), stage: try row.text("stage"),
            etaSeconds: try row.optionalNumber("eta_seconds"), result: try row.optionalText("result"),
            errorCode: try row.optionalText("error_code"), errorDetail: try row.optionalText("error_detail"),
            attempts: try row.integer("attempts"), epoch: try row.integer("epoch"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"))
    }
}

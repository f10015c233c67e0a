/// Keeps or makes something that follows from a content, and lets go of it when the content is deleted.
protocol ContentFollower: Sendable {
    /// `content` has been deleted: work on it ends, and what was made from it goes.
    func contentIsGone(_ content: String) async
}

internal import Synchronization

/// A number of places for everybody together, and for each user; whoever finds none is refused at once.
final class Places: Sendable {
    /// Why there is no place.
    enum Full: Error { case forEverybody, forUser }

    private struct State {
        var taken = 0
        var byUser: [String: Int] = [:]
    }

    private let total: Int
    private let perUser: Int
    private let onChange: @Sendable (_ taken: Int) -> Void
    private let state = Mutex(State())

    /// 0 for no limit. `onChange` is told how many places are taken.
    init(total: Int = 0, perUser: Int = 0, onChange: @escaping @Sendable (_ taken: Int) -> Void = { _ in }) {
        self.total = total > 0 ? total : .max
        self.perUser = perUser > 0 ? perUser : .max
        self.onChange = onChange
    }

    /// How many places are taken.
    var taken: Int { state.withLock { $0.taken } }

    /// Takes a place for `user`; it is free again when the answer is released.
    func take(for user: String = "") throws(Full) -> Place {
        let outcome = state.withLock { state -> Result<Int, Full> in
            guard state.taken < total else { return .failure(.forEverybody) }
            guard state.byUser[user, default: 0] < perUser else { return .failure(.forUser) }
            state.taken += 1
            state.byUser[user, default: 0] += 1
            return .success(state.taken)
        }
        onChange(try outcome.get())
        return Place(user: user, places: self)
    }

    fileprivate func leave(_ user: String) {
        let taken = state.withLock { state in
            state.taken -= 1
            let left = state.byUser[user, default: 1] - 1
            state.byUser[user] = left > 0 ? left : nil
            return state.taken
        }
        onChange(taken)
    }
}

/// A place taken; it is given back when nobody holds this any more, however the holder ends.
final class Place: Sendable {
    private let user: String
    private let places: Places

    fileprivate init(user: String, places: Places) {
        self.user = user
        self.places = places
    }

    deinit { places.leave(user) }
}

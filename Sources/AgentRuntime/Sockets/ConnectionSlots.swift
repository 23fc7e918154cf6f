/// Places for connected clients: whoever may connect cannot keep others out, and never root.
struct ConnectionSlots: Sendable {
    /// Threads, as each connection has one.
    let total: Int
    /// Of all users but root; what is left to `total` is root's own.
    let others: Int
    let ofOneUser: Int
    private var taken: [UInt32: Int] = [:]

    init(total: Int, others: Int, ofOneUser: Int) {
        self.total = total
        self.others = others
        self.ofOneUser = ofOneUser
    }

    var count: Int { taken.values.reduce(0, +) }

    /// Takes a place; why there is none.
    mutating func take(_ user: UInt32) -> String? {
        let own = taken[user] ?? 0
        if count >= total { return "\(total) clients are connected; end one of them, or try again later" }
        if user != 0 {
            guard own < ofOneUser else { return "\(ofOneUser) clients of this user are connected; end one of them" }
            guard count - (taken[0] ?? 0) < others else {
                return "\(others) clients are connected, and the other places are root's; try again later"
            }
        }
        taken[user] = own + 1
        return nil
    }

    mutating func giveBack(_ user: UInt32) {
        guard let own = taken[user] else { return }
        taken[user] = own > 1 ? own - 1 : nil
    }
}

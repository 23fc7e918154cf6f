/// How far each output is, and what was not notified. Durable: kept in the collector's store.
package protocol DeliveryLedger: Sendable {
    /// nil for an output that never ran.
    func deliveryState(of output: String) async throws(StoreFailure) -> DeliveryState?
    /// Writes the state and the letters in one transaction.
    func record(_ state: DeliveryState, letters: [DeadLetter]) async throws(StoreFailure)
    /// The newest first, of one output or of all.
    func deadLetters(of output: String?, before number: Int64?, limit: Int) async throws(StoreFailure) -> [DeadLetter]
}

/// Where one output stands.
package struct DeliveryState: Hashable, Sendable {
    package var output: String
    /// The last line that is dealt with: sent, filtered out, or a letter.
    package var position: Int64
    package var sent: Int64 = 0
    package var filtered: Int64 = 0
    package var overBudget: Int64 = 0
    package var dead: Int64 = 0
    /// Lines over the budget since the last one that was sent.
    package var withheld: Int64 = 0
    /// The bucket of the budget; nil when it was never used.
    package var milliTokens: Int64?
    package var refilled: Int64 = 0

    package init(output: String, position: Int64) {
        self.output = output
        self.position = position
    }
}

/// A line that an output did not deliver, and why.
package struct DeadLetter: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// The fleet's budget was used up.
        case overBudget = "over_budget"
        /// The receiver will not have it.
        case refused
        /// It could not be delivered in time.
        case gaveUp = "gave_up"
    }

    /// Counts letters; 0 until it is written.
    package var number: Int64 = 0
    package var output: String
    /// The line's place in the store.
    package var position: Int64
    /// Its id; empty where it has none.
    package var alert: String
    package var agent: String
    /// When it became one, Unix nanoseconds.
    package var time: Int64
    package var cause: Cause
    package var reason: String

    package init(
        output: String, position: Int64, alert: String, agent: String, time: Int64, cause: Cause, reason: String
    ) {
        self.output = output
        self.position = position
        self.alert = alert
        self.agent = agent
        self.time = time
        self.cause = cause
        self.reason = reason
    }
}

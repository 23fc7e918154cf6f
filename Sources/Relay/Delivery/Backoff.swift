/// How long to wait after failures: exponential, with full jitter, so that a thousand relays do not come back together.
struct Backoff: Sendable {
    let first: Duration
    let longest: Duration
    private(set) var failures = 0
    /// Never less: a random time may be as good as none.
    private static let shortest: Duration = .milliseconds(20)

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next pause; `asked` is what the collector wants at least.
    mutating func next(asked: Duration?) -> Duration {
        let doublings = min(failures, 20)
        failures &+= 1
        let ceiling = min(longest, first * (1 << doublings))
        let random = ceiling * Double.random(in: 0...1)
        // On top of what was asked: those who were all told the same time must not all come then.
        return max(Self.shortest, (asked ?? .zero) + random)
    }

    mutating func reset() { failures = 0 }
}

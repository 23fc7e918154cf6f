/// What a habit belongs to. An executable backs off to its container; the other three are counted in opportunities of their own.
package enum ContextKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// One executable, `path@origin`, while it is alive.
    case executable = 1
    /// The container as a whole.
    case container
    /// The first window of a container that grows older than 10 minutes; counted in starts.
    case startup
    /// The whole life of a container that does not; counted in runs.
    case run
    /// What the runtime execs into a running container; counted in sessions.
    case session

    package var name: String {
        switch self {
        case .executable: "executable"
        case .container: "container"
        case .startup: "startup"
        case .run: "run"
        case .session: "session"
        }
    }

    /// Counted in starts, runs or sessions instead of minutes; the executable is then part of the item.
    package var hasOwnOpportunities: Bool {
        switch self {
        case .executable, .container: false
        case .startup, .run, .session: true
        }
    }
}

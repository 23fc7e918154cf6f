internal import BehaviourModel

/// One habit of a simulated workload, as the one event that shows it.
///
/// The figures were made with four families. System calls have no counterpart in the agent yet: their items become files, so
/// that as many new things happen. A connection is one to a socket's path, which is one item where an address would be two.
/// A lineage item is the exec of a child of its own, which the agent sees as two: the child, and the child's user.
struct SimulatedItem: Sendable {
    enum Act: Sendable { case exec, read, connect }

    var act: Act
    /// Who acts: the context.
    var executable: TextID
    /// The child, the file or the socket.
    var subject: TextID

    func event(in container: ContainerKey, episode: UInt64, at time: SimulatedTime) -> BehaviourEvent {
        var event = BehaviourEvent(
            kind: .exec, container: container, bootNanoseconds: time.bootNanoseconds,
            wallNanoseconds: time.wallNanoseconds, process: ProcessKey(pid: 100, startBootNanoseconds: 1))
        event.executable = executable
        event.subject = subject
        event.episode = episode
        switch act {
        case .exec: break
        case .read:
            event.kind = .file
            event.access = .read
        case .connect:
            event.kind = .connect
            event.transport = .unix
            event.address.family = .unix
        }
        return event
    }
}

/// Minutes since the simulation began, on both of the pipeline's clocks.
struct SimulatedTime: Sendable, Comparable {
    static let week = 10080.0
    static let day = 1440.0
    static let end = 12 * week

    var minutes: Double

    private var nanoseconds: Int64 { Int64(minutes * 60_000_000_000) }
    var bootNanoseconds: UInt64 { UInt64(1_000_000_000_000 + nanoseconds) }
    /// From a midnight on, so that simulated hours are hours of the wall clock.
    var wallNanoseconds: Int64 { 20_250 * 86_400 * 1_000_000_000 + nanoseconds }

    func later(milliseconds: Int) -> SimulatedTime { SimulatedTime(minutes: minutes + Double(milliseconds) / 60_000) }

    static func < (left: SimulatedTime, right: SimulatedTime) -> Bool { left.minutes < right.minutes }
}

internal import Attribution
internal import BehaviourModel

/// A service whose old first process forks children that execute, read a file, connect and end, as sensors tell it.
struct HostWorkload {
    private(set) var view = HostView(settings: .init(hashSeed: 7))
    private var batch = ObservationBatch(reservingObservations: 16, bytes: 1_024)
    private(set) var now: UInt64 = 1_000_000_000_000
    private var child: Int32 = firstChild
    private static let cgroup: UInt64 = 4_711
    private static let service: Int32 = 100
    private static let firstChild: Int32 = 1_000
    private static let lastChild: Int32 = 30_000
    private static let program = Array("/usr/bin/report".utf8)
    private static let arguments = Array("report\0--short\0".utf8)
    private static let file = Array("/etc/shadow".utf8)
    /// 127.0.0.1:80, as the kernel lays it out.
    private static let peer: [UInt8] = [2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]

    /// Between two observations: the warm-up then lasts more than three hours, which is what makes an item known.
    private static let stepNanoseconds: UInt64 = 100_000_000

    /// Acts of the container a round: an exec, a file, a connection.
    static let eventsPerRound = 3
    static let description = ContainerDescription(
        id: "a", name: "a", runtime: "runc", workload: WorkloadIdentity(scope: "host", name: "web"),
        cgroup: CgroupPlacement(path: "/sys/fs/cgroup/a", inode: cgroup, freezerV1: nil, unified: nil),
        initPid: service, startBootNanoseconds: 1_000_000_000_000, isPartlyVisible: true)

    init() {
        batch.containers = [Self.description]
        say(.containerStarted, pid: 0, parent: 0, take: { _, _ in })
        say(.processExecuted, pid: Self.service, parent: 1, take: { _, _ in }) {
            $0.cgroup = Self.cgroup
            $0.flags = .cgroupKnown
        }
        let path = batch.append(bytes: Array("/bin/httpd".utf8).span)
        say(.processExecuted, pid: Self.service, parent: 1, take: { _, _ in }) {
            $0.path = path
            $0.flags = .originKnown
        }
        // So old that each child is an episode of its own.
        now += 700_000_000_000
        batch.removeAll()
    }

    /// The key that the view gave to its one container.
    var container: ContainerKey? { view.containerKey(ofCgroup: Self.cgroup) }

    mutating func run(rounds: Int) { run(rounds: rounds) { _, _ in } }

    /// Runs rounds, and hands over the events of each observation.
    mutating func run(rounds: Int, _ take: (BehaviourEvent, TextTable) -> Void) {
        for _ in 0..<rounds { round(take) }
    }

    private mutating func round(_ take: (BehaviourEvent, TextTable) -> Void) {
        batch.removeAll()
        child = child == Self.lastChild ? Self.firstChild : child + 1
        let (path, line) = (batch.append(bytes: Self.program.span), batch.append(bytes: Self.arguments.span))
        let (shadow, address) = (batch.append(bytes: Self.file.span), batch.append(bytes: Self.peer.span))
        say(.processForked, pid: child, parent: Self.service, take: take)
        say(.processExecuted, pid: child, parent: Self.service, take: take) {
            $0.cgroup = Self.cgroup
            $0.flags = .cgroupKnown
        }
        say(.processExecuted, pid: child, parent: Self.service, take: take) {
            $0.path = path
            $0.detail = line
            $0.flags = .originKnown
        }
        say(.fileAccessed, pid: child, parent: Self.service, take: take) {
            $0.path = shadow
            $0.access = .read
        }
        say(.connected, pid: child, parent: Self.service, take: take) { $0.detail = address }
        say(.processExited, pid: child, parent: Self.service, take: take)
        view.forget(before: now - 2_000_000_000)
    }

    private mutating func say(
        _ kind: ObservationKind, pid: Int32, parent: Int32,
        take: (BehaviourEvent, TextTable) -> Void, _ fill: (inout Observation) -> Void = { _ in }
    ) {
        var observation = Observation(kind: kind, sensor: .audit, bootNanoseconds: now)
        observation.pid = pid
        observation.parentPid = parent
        fill(&observation)
        now += Self.stepNanoseconds
        _ = view.apply(observation, in: batch)
        for event in view.events { take(event, view.texts) }
    }
}

import BehaviourModel

@testable import Attribution

/// Says observations to a `HostView`, one batch for each.
struct ObservedHost {
    var view = HostView(settings: .init(hashSeed: 7))
    var now: UInt64 = 1_000_000_000_000
    static let cgroup: UInt64 = 4_711

    static func container(_ id: String, cgroup: UInt64 = cgroup, initPid: Int32 = 0) -> ContainerDescription {
        ContainerDescription(
            id: id, name: id, runtime: "runc", workload: WorkloadIdentity(scope: "host", name: "web"),
            cgroup: CgroupPlacement(path: "/sys/fs/cgroup/\(id)", inode: cgroup, freezerV1: nil, unified: nil),
            initPid: initPid, startBootNanoseconds: 1_000_000_000_000)
    }

    @discardableResult
    mutating func start(_ description: ContainerDescription) -> HostView.Change {
        say(.containerStarted) { batch, _ in batch.containers.append(description) }
    }

    @discardableResult
    mutating func fork(_ parent: Int32, _ child: Int32) -> HostView.Change {
        say(.processForked) { _, observation in
            observation.parentPid = parent
            observation.pid = child
        }
    }

    /// An exec as the process connector says it: the cgroup, no program.
    mutating func connectorExec(_ pid: Int32, parent: Int32 = 1, cgroup: UInt64) {
        say(.processExecuted) { _, observation in
            observation.pid = pid
            observation.parentPid = parent
            observation.cgroup = cgroup
            observation.flags = .cgroupKnown
        }
    }

    /// An exec as audit says it: the program, no cgroup.
    mutating func auditExec(
        _ pid: Int32, _ path: String, _ arguments: [String] = [], parent: Int32 = 1, origin: ExecutableOrigin = .image
    ) {
        say(.processExecuted, sensor: .audit) { batch, observation in
            observation.pid = pid
            observation.parentPid = parent
            observation.origin = origin
            observation.flags = .originKnown
            observation.path = batch.append(bytes: Array(path.utf8))
            observation.detail = batch.append(bytes: arguments.flatMap { Array($0.utf8) + [0] })
        }
    }

    mutating func exec(_ pid: Int32, _ path: String, parent: Int32 = 1, cgroup: UInt64 = cgroup) {
        connectorExec(pid, parent: parent, cgroup: cgroup)
        auditExec(pid, path, parent: parent)
    }

    mutating func exit(_ pid: Int32) {
        say(.processExited) { _, observation in observation.pid = pid }
    }

    @discardableResult
    mutating func say(
        _ kind: ObservationKind, sensor: SensorName = .procfs,
        _ fill: (inout ObservationBatch, inout Observation) -> Void
    ) -> HostView.Change {
        var batch = ObservationBatch()
        var observation = Observation(kind: kind, sensor: sensor, bootNanoseconds: now)
        fill(&batch, &observation)
        now += 1_000_000
        return view.apply(observation, in: batch)
    }

    func text(_ id: TextID) -> String { view.texts.string(of: id) }
}

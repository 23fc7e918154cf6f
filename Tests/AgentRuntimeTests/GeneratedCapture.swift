import BehaviourModel
import Detection
import Sensing

@testable import AgentRuntime

/// A capture that a program wrote: an exact course of things, where a recording has whatever happened.
struct GeneratedCapture {
    private(set) var bytes: [UInt8] = []
    private var encoder = CaptureEncoder()
    private var batch = ObservationBatch()
    private(set) var now: UInt64

    /// The wall clock when the machine of this capture booted: 2026-01-05, a Monday.
    private static let boot: Int64 = 1_767_571_200_000_000_000
    private static let seed: UInt64 = 7
    static let minute: UInt64 = 60_000_000_000
    static let cgroup: UInt64 = 70
    static let service: Int32 = 1_000

    private static let web = ContainerDescription(
        id: "web-1", name: "web-1", runtime: "runc", workload: WorkloadIdentity(scope: "host", name: "web"),
        cgroup: CgroupPlacement(path: "/sys/fs/cgroup/web-1", inode: cgroup, freezerV1: nil, unified: nil),
        initPid: service, startBootNanoseconds: minute)

    /// Written out, and so is the configuration: a default that changes elsewhere changes nothing here.
    private static let tripwire: JSONValue = [
        "name": "upper-exec", "condition": ["executes_from": ["upper", "memory"]], "severity": "critical",
        "techniques": ["T1105"], "reason": "a program that did not come with the image", "runbook": "look at it",
    ]

    /// Opens with nothing known, a short configuration, and then a service that starts and listens.
    ///
    /// - Parameter coverage: what the sensors saw when the recording began; nil for all that this version can see.
    init(coverage: FamilySet? = nil) {
        now = Self.minute
        let configuration = AgentConfiguration()
        let header = CaptureHeader(
            agentVersion: "0.1.0", kernel: "none: written by GeneratedCapture.swift", bootID: "generated",
            sensors: ["audit", "procfs", "containers"], isGenerated: true, timeScale: 1, hashSeed: Self.seed,
            recorded: Self.boot + Int64(Self.minute))
        var host = ObservationBatch()
        host.untilBootNanoseconds = now
        host.wallOffsetNanoseconds = Self.boot
        var settings = configuration.detectorSettings(seed: Self.seed)
        if let coverage { settings.coverage = coverage }
        let detector = Detector(settings: settings)
        encoder.append(.header(header), to: &bytes)
        encoder.append(
            .state(
                CaptureState(
                    host: host, detection: detector.state, configuration: ["mode": "alert"],
                    profiles: ["tripwires": [Self.tripwire]])), to: &bytes)

        var start = Observation(kind: .containerStarted, sensor: .containers, bootNanoseconds: now)
        start.cgroup = Self.cgroup
        start.path.offset = UInt32(batch.containers.count)
        batch.containers.append(Self.web)
        batch.append(start)
        execute(Self.service, parent: 1, "/usr/sbin/httpd", ["httpd"])
        act(.listened, Self.service)
        endBatch(after: 1)
    }

    /// Closes the batch, some seconds after the one before.
    mutating func endBatch(after seconds: UInt64) {
        now += seconds * 1_000_000_000
        batch.untilBootNanoseconds = now
        batch.wallOffsetNanoseconds = Self.boot
        encoder.append(batch, to: &bytes)
        batch.removeAll()
    }

    mutating func fork(_ pid: Int32, parent: Int32) {
        var fork = observation(.processForked, .procfs, pid)
        fork.parentPid = parent
        fork.startBootNanoseconds = now
        fork.cgroup = Self.cgroup
        batch.append(fork)
    }

    /// What the process connector and then audit say of an exec.
    mutating func execute(
        _ pid: Int32, parent: Int32, _ path: String, _ arguments: [String], from origin: ExecutableOrigin = .image
    ) {
        execute(pid, parent: parent, bytes: Array(path.utf8), arguments.map { Array($0.utf8) }, from: origin)
    }

    mutating func execute(
        _ pid: Int32, parent: Int32, bytes path: [UInt8], _ arguments: [[UInt8]], from origin: ExecutableOrigin
    ) {
        var known = observation(.processExecuted, .procfs, pid)
        known.parentPid = parent
        known.cgroup = Self.cgroup
        known.flags = .cgroupKnown
        batch.append(known)
        var said = observation(.processExecuted, .audit, pid)
        said.parentPid = parent
        said.flags = [.originKnown, .uidKnown]
        said.origin = origin
        said.path = batch.append(bytes: path)
        said.detail = batch.append(bytes: arguments.flatMap { $0 + [0] })
        batch.append(said)
    }

    mutating func read(_ pid: Int32, _ path: String) {
        var access = observation(.fileAccessed, .audit, pid)
        access.access = .read
        access.path = batch.append(bytes: Array(path.utf8))
        batch.append(access)
    }

    mutating func act(_ kind: ObservationKind, _ pid: Int32) { batch.append(observation(kind, .audit, pid)) }

    mutating func exit(_ pid: Int32) {
        var exit = observation(.processExited, .procfs, pid)
        exit.cgroup = Self.cgroup
        batch.append(exit)
    }

    /// What the sensors see from now on.
    mutating func cover(_ families: FamilySet) { batch.append(families, at: now) }

    mutating func lose(_ events: UInt64) {
        batch.losses.append(
            Loss(
                source: .auditBacklog, cgroup: 0, events: events, sinceBootNanoseconds: now - 1_000_000_000,
                untilBootNanoseconds: now))
    }

    private func observation(_ kind: ObservationKind, _ sensor: SensorName, _ pid: Int32) -> Observation {
        var observation = Observation(kind: kind, sensor: sensor, bootNanoseconds: now)
        observation.pid = pid
        return observation
    }
}

extension GeneratedCapture {
    /// A service that makes a report every ten minutes, and after 26 quiet hours runs a shell that reads `/etc/shadow`.
    static func quietService() -> GeneratedCapture {
        var capture = GeneratedCapture()
        capture.report(times: day)
        capture.shell(3_000, reads: "/etc/shadow")
        return capture
    }

    /// The same service, started while sensors see programs alone: its processes are older than audit when audit works at
    /// last, so what the shell reads 26 hours later is not told.
    static func coverageGap() -> GeneratedCapture {
        var capture = GeneratedCapture(coverage: .lineage)
        capture.report(times: day)
        capture.cover(.sensed)
        capture.report(times: day)
        capture.shell(3_000, reads: "/etc/shadow")
        return capture
    }

    /// The same service, seen whole, whose report reads one file. After 26 hours files are unseen for two hours, and what is new
    /// in the next report is not told, for files are learned anew. 26 hours later another new file is told, and is worth
    /// what was watched since then.
    static func coverageLost() -> GeneratedCapture {
        var capture = GeneratedCapture()
        capture.report(times: day, reads: "/srv/template")
        capture.cover(.lineage)
        capture.report(times: 12)
        capture.cover(.sensed)
        capture.report(reads: "/etc/gshadow")
        capture.report(times: day, reads: "/srv/template")
        capture.report(reads: "/etc/shadow")
        return capture
    }

    /// Reports of 26 hours: as many hours as learning needs, and two.
    private static let day: Int32 = 26 * 6

    private mutating func report(times: Int32 = 1, reads file: String? = nil) {
        for number in 0..<times {
            fork(2_000 + number, parent: Self.service)
            execute(2_000 + number, parent: Self.service, "/usr/bin/report", ["report", "--short"])
            if let file { read(2_000 + number, file) }
            exit(2_000 + number)
            endBatch(after: 600)
        }
    }

    private mutating func shell(_ pid: Int32, reads file: String) {
        fork(pid, parent: Self.service)
        execute(pid, parent: Self.service, "/bin/sh", ["sh", "-c", "id; cat \(file)"])
        fork(pid + 1, parent: pid)
        execute(pid + 1, parent: pid, "/bin/cat", ["cat", file])
        read(pid + 1, file)
        endBatch(after: 1)
        exit(pid + 1)
        exit(pid)
        for _ in 0..<3 { endBatch(after: 60) }
    }

    /// Programs that the image did not bring, with names that look like something else, and a loss between them.
    static func hostileNames() -> GeneratedCapture {
        let names: [[UInt8]] = [
            Array("/tmp/two\nlines".utf8),
            Array("/tmp/\"quoted\" \\x41\\".utf8),
            Array("/tmp/x exe=\"/bin/sh\" key=\"yagura\" pid=1".utf8),
            Array("/tmp/".utf8) + [0xFF, 0xFE, 0xC3, 0x28, 0x1B] + Array("[31m".utf8),
            Array("/tmp/\u{202E}gpj.exe\u{0}after".utf8),
            Array("/tmp/".utf8) + Array(repeating: UInt8(ascii: "n"), count: 4_090),
        ]
        var capture = GeneratedCapture()
        for (index, name) in names.enumerated() {
            let pid = 2_000 + Int32(index)
            if index == 3 { capture.lose(17) }
            capture.fork(pid, parent: service)
            capture.execute(
                pid, parent: service, bytes: name, [name, Array("--token=\u{7}hidden".utf8), [0xC0, 0x80]], from: .upper
            )
            capture.endBatch(after: 5)
            capture.exit(pid)
        }
        capture.endBatch(after: 60)
        return capture
    }
}

import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport

@testable import Response

/// A control group of the test's own with processes in it, in one of the host's freezer hierarchies.
final class RealCgroup {
    let kind: FreezerKind
    let path: String
    private var processes: [Command] = []

    /// nil where this host has no such hierarchy.
    init?(_ kind: FreezerKind, processes count: Int = 1, program: [String] = ["sleep", "1000"]) throws {
        let hierarchies = try HostCgroups.discover().hierarchies
        guard let hierarchy = hierarchies.first(where: { $0.isUnified == (kind == .v2) }) else { return nil }
        self.kind = kind
        path = "\(hierarchy.mountPoint)/yagura-test-\(UInt32.random(in: .min ... .max))"
        try makeFolder(path)
        for _ in 0..<count { try start(program) }
    }

    deinit { remove() }

    @discardableResult
    func start(_ program: [String]) throws -> Command {
        let command = try Command(program)
        processes.append(command)
        try Directory.working.write(String(command.pid), to: "\(path)/cgroup.procs")
        return command
    }

    var pids: [pid_t] { processes.map(\.pid) }

    /// As the container's description would name it.
    var target: ResponseTarget { describe(id: "id-\(path.suffix(10))", pid: pids.first ?? 0, path: path, kind: kind) }

    func plan(seconds: Double = 20) -> ResponsePlan { makePlan(target, seconds: seconds) }

    var isFrozen: Bool { (try? isSwitchedOn(kind, path)) ?? false }

    func remove() {
        try? set(false)
        for process in processes { process.signal(SIGKILL) }
        for process in processes { _ = process.wait(seconds: 5) }
        processes = []
        _ = eventually(within: 2) { rmdir(path) == 0 || errno == ENOENT }
    }

    /// What a runtime would do.
    func set(_ frozen: Bool) throws { try setFreezer(kind, path, frozen) }

    var attribute: String? {
        (try? ExtendedAttribute.value("trusted.yagura.lease", of: path)).flatMap { $0 }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

func setFreezer(_ kind: FreezerKind, _ path: String, _ frozen: Bool) throws {
    if kind == .v2 {
        try Directory.working.write(frozen ? "1" : "0", to: "\(path)/cgroup.freeze")
    } else {
        try Directory.working.write(frozen ? "FROZEN" : "THAWED", to: "\(path)/freezer.state")
    }
}

func isSwitchedOn(_ kind: FreezerKind, _ path: String) throws -> Bool {
    try readText("\(path)/\(kind == .v2 ? "cgroup.freeze" : "freezer.self_freezing")").first == "1"
}

func inode(_ path: String) -> UInt64 { (try? Directory.working.status(path).inode) ?? 0 }

/// `both`: the other hierarchy's directory, where the container is in two.
func describe(id: String, pid: pid_t, path: String, kind: FreezerKind, both: String? = nil) -> ResponseTarget {
    ResponseTarget(
        ContainerDescription(
            id: id, name: "n", runtime: "runc", workload: WorkloadIdentity(scope: "host", name: "web"),
            cgroup: CgroupPlacement(
                path: path, inode: inode(path), freezerV1: kind == .v1 ? path : both,
                unified: kind == .v2 ? path : nil), initPid: pid, startBootNanoseconds: KernelClock.bootNanoseconds))
}

func makePlan(_ target: ResponseTarget, seconds: Double = 20) -> ResponsePlan {
    ResponsePlan(
        action: .freeze, target: target, owner: .policy("stop"), reason: "tripwire upper-exec",
        leaseNanoseconds: UInt64(seconds * 1e9), alertID: "a-1", isRehearsal: false)
}

/// A keeper with a run directory of its own.
func makeKeeper(
    _ run: ScratchFolder, program: String = leaseProgram, prefixes: [String] = []
) throws -> FreezeKeeper {
    let host = try HostCgroups.discover()
    var settings = FreezeSettings(runDirectory: "\(run.path)/run", leaseProgram: program, homes: host.homes)
    settings.usesSystemd = false
    return try FreezeKeeper(settings, protection: host.protection(prefixes: prefixes))
}

func leaseFiles(_ run: ScratchFolder) -> [String] { entries(of: "\(run.path)/run/leases") }

/// Built beside the test bundle.
let leaseProgram: String = {
    let link = (try? Directory.working.link("/proc/self/exe")) ?? []
    let folder = String(decoding: link, as: UTF8.self).split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/yagura-lease"
}()

let kernelNeeds = Requirement.root ?? (fileExists(leaseProgram) ? nil : "needs \(leaseProgram): swift build")

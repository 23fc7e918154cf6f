import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Response

private let needs = Requirement.runc ?? kernelNeeds

/// runc meets a container that we froze. Where it stands in a v2 cgroup of its own on a hybrid host, runc looks at v1
/// and does not see it.
@Suite(.serialized, .enabled(if: needs == nil, "\(needs ?? "")"))
struct RuncFreezeTests {
    private let run: ScratchFolder
    private let host: RuncHost

    init() throws {
        run = try ScratchFolder()
        host = try RuncHost()
    }

    /// A container that runs, and how its freeze would go by one freezer; nil where the host has none of that kind.
    private func start(_ kind: FreezerKind) throws -> (RuncContainer, ResponsePlan)? {
        let container = try host.run(RuncBundle(name: "web", root: .plain))
        guard let target = try describe(container.id, container.initPid, kind) else { return nil }
        return (container, makePlan(target, seconds: 60))
    }

    private func now() -> UInt64 { KernelClock.bootNanoseconds }

    @Test func `hybrid: the v2 freezer serves, because runc gives a container a v2 cgroup of its own`() throws {
        guard isHybrid else { return }
        let (_, plan) = try #require(try start(.v2))
        var keeper = try makeKeeper(run)
        #expect(plan.target.cgroup.freezerV1 != nil)

        #expect(keeper.apply(plan).event == .applied)
        #expect(keeper.list.first?.freezer == "v2")
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `pause`(kind: FreezerKind) throws {
        guard let (container, plan) = try start(kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        if isUnseen(kind) {
            // runc freezes in v1 as well: ours ends alone, theirs stays.
            try container.pause()
            #expect(keeper.thaw(container.id, reason: .thawed)?.event == .ended(.thawed))
            #expect(try isSwitchedOn(.v1, #require(plan.target.cgroup.freezerV1)))
            try container.resume()
        } else {
            #expect(throws: CommandFailure.self) { try container.pause() }
            #expect(keeper.reconcile(nowBoot: now()).isEmpty)
        }
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `resume`(kind: FreezerKind) throws {
        guard let (container, plan) = try start(kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        if isUnseen(kind) {
            #expect(throws: CommandFailure.self) { try container.resume() }
            #expect(keeper.reconcile(nowBoot: now()).isEmpty)
        } else {
            try container.resume()
            #expect(keeper.reconcile(nowBoot: now()).map(\.event) == [.ended(.takenOver)])
        }
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `exec`(kind: FreezerKind) throws {
        guard let (container, plan) = try start(kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        let exec = try container.execInBackground(["/bin/true"])
        if isUnseen(kind) {
            // It hangs in the cgroup that it joined, and goes on at the thaw.
            #expect(exec.wait(seconds: 1) == nil)
            #expect(keeper.thaw(container.id, reason: .thawed)?.event == .ended(.thawed))
            #expect(exec.wait(seconds: 10) == 0)
        } else {
            #expect(exec.wait(seconds: 10) == 255)
            #expect(exec.errors.contains("cannot exec in a paused container"))
        }
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `kill and delete`(kind: FreezerKind) throws {
        guard let (container, plan) = try start(kind) else { return }
        var keeper = try makeKeeper(run)
        #expect(keeper.apply(plan).event == .applied)

        #expect(throws: CommandFailure.self) { try container.delete() }
        try container.kill("KILL")
        // v2 kills what is frozen; where runc sees a paused container it thaws it first.
        let pid = plan.target.initPid
        #expect(eventually { kill(pid, 0) != 0 })
        let records = keeper.reconcile(nowBoot: now())
        #expect(records.map(\.event) == [.ended(.gone)])
        try container.delete()
        #expect(leaseFiles(run).isEmpty && keeper.list.isEmpty)
        _ = keeper.stop()
    }
}

let isHybrid = ((try? HostCgroups.discover().hierarchies) ?? []).count > 1

/// A freeze that the runtime does not see: it looks at v1 as long as there is one.
func isUnseen(_ kind: FreezerKind) -> Bool { kind == .v2 && isHybrid }

/// A real container as the sensor describes it; by `kind` only where that is v1.
func describe(_ id: String, _ pid: pid_t, _ kind: FreezerKind) throws -> ResponseTarget? {
    let host = try HostCgroups.discover()
    let directories = host.directories(inText: try readBytes("/proc/\(pid)/cgroup"))
    func directory(_ isUnified: Bool) -> String? {
        let mount = host.hierarchies.first { $0.isUnified == isUnified }?.mountPoint
        return mount.flatMap { mount in directories.first { $0.hasPrefix(mount + "/") } }
    }
    guard let path = directory(kind == .v2) else { return nil }
    return describe(id: id, pid: pid, path: path, kind: kind, both: kind == .v2 ? directory(false) : nil)
}

import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Response

@Suite(.serialized, .enabled(if: kernelNeeds == nil, "\(kernelNeeds ?? "")"))
struct FreezeKeeperTests {
    private let run: ScratchFolder

    init() throws { run = try ScratchFolder() }

    @Test(arguments: FreezerKind.allCases)
    func `freezes under a mark, says what the kernel confirmed, and thaws without a trace`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind, processes: 3) else { return }
        var keeper = try makeKeeper(run)

        let record = keeper.apply(cgroup.plan())
        #expect(record.event == .applied)
        #expect(record.confirmedNanoseconds ?? 0 > 0)
        #expect(record.alertID == "a-1")
        let lease = try #require(record.leaseID)
        #expect(cgroup.isFrozen)
        #expect(cgroup.attribute == "\(lease) \(record.expiresBootNanoseconds)")
        #expect(leaseFiles(run) == [lease])
        #expect(keeper.list.map(\.leaseID) == [lease])
        #expect(keeper.list.first?.isConfirmed == true)
        #expect(keeper.list.first?.freezer == kind.rawValue)
        #expect(keeper.list.first?.guards == ["yagura-lease"])
        #expect(keeper.apply(cgroup.plan()).event == .failed(.alreadyLeased))

        let ended = keeper.thaw(cgroup.target.containerID, reason: .thawed)
        #expect(ended?.event == .ended(.thawed))
        #expect(ended?.leaseID == lease)
        #expect(!cgroup.isFrozen && cgroup.attribute == nil && leaseFiles(run).isEmpty && keeper.list.isEmpty)
        #expect(keeper.thaw(lease, reason: .thawed) == nil)
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `a lease ends when its time is over`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind) else { return }
        var keeper = try makeKeeper(run)
        let record = keeper.apply(cgroup.plan())

        #expect(keeper.reconcile(nowBoot: record.expiresBootNanoseconds - 1).isEmpty)
        #expect(cgroup.isFrozen)
        #expect(keeper.reconcile(nowBoot: record.expiresBootNanoseconds).map(\.event) == [.ended(.expired)])
        #expect(!cgroup.isFrozen && leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `a thaw by somebody else ends the lease, and what they freeze later stays frozen`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind) else { return }
        var keeper = try makeKeeper(run)
        _ = keeper.apply(cgroup.plan())
        try cgroup.set(false)

        #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).map(\.event) == [.ended(.takenOver)])
        try cgroup.set(true)
        #expect(keeper.apply(cgroup.plan()).event == .failed(.frozenByOthers))
        _ = keeper.stop()
        #expect(cgroup.isFrozen && cgroup.attribute == nil && leaseFiles(run).isEmpty)
    }

    @Test(arguments: FreezerKind.allCases)
    func `a container that ends takes its lease along`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind) else { return }
        var keeper = try makeKeeper(run)
        let target = cgroup.target
        _ = keeper.apply(cgroup.plan())
        cgroup.remove()

        #expect(keeper.reconcile(nowBoot: KernelClock.bootNanoseconds).map(\.event) == [.ended(.gone)])
        #expect(leaseFiles(run).isEmpty)
        #expect(keeper.apply(makePlan(target)).event == .failed(.gone))
        _ = keeper.stop()
    }

    @Test func `a target that is another by now is gone`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        var keeper = try makeKeeper(run)
        var other = cgroup.target
        other.cgroup.inode &+= 1
        #expect(keeper.apply(makePlan(other)).event == .failed(.gone))
        other = cgroup.target
        other.startBootNanoseconds = 1  // its first process is a later one
        #expect(keeper.apply(makePlan(other)).event == .failed(.gone))
        #expect(!cgroup.isFrozen && leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test func `a root, the own cgroup and what is protected are refused`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        let roots = try HostCgroups.discover().hierarchies.map(\.mountPoint)
        var keeper = try makeKeeper(run, prefixes: [cgroup.path])

        for root in roots {
            let target = describe(id: "root", pid: 0, path: root, kind: .v2)
            #expect(keeper.apply(makePlan(target)).event == .heldBack(.system))
        }
        #expect(keeper.apply(cgroup.plan()).event == .heldBack(.protectedCgroup))
        var pause = cgroup.target
        pause.isInfrastructure = true
        #expect(keeper.apply(makePlan(pause)).event == .heldBack(.infrastructure))
        keeper.protection.prefixes = []
        keeper.protection.agent = ["\(cgroup.path)/below"]
        #expect(keeper.apply(cgroup.plan()).event == .heldBack(.agent))
        #expect(!cgroup.isFrozen && leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test func `without a dead man's switch nothing is frozen`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        var keeper = try makeKeeper(run, program: "\(run.path)/none")

        let record = keeper.apply(cgroup.plan())
        #expect(record.event == .failed(.unguarded))
        #expect(record.text.contains("\(run.path)/none"))
        #expect(!cgroup.isFrozen && cgroup.attribute == nil && leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `stop thaws all of ours`(kind: FreezerKind) throws {
        guard let first = try RealCgroup(kind), let second = try RealCgroup(kind) else { return }
        var keeper = try makeKeeper(run)
        _ = keeper.apply(first.plan())
        _ = keeper.apply(second.plan())

        #expect(keeper.stop().map(\.event) == [.ended(.agentStopped), .ended(.agentStopped)])
        #expect(!first.isFrozen && !second.isFrozen && leaseFiles(run).isEmpty)
    }

    @Test func `a rehearsal does nothing`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        var keeper = try makeKeeper(run)
        var plan = cgroup.plan()
        plan.isRehearsal = true

        #expect(keeper.apply(plan).event == .rehearsed)
        #expect(!cgroup.isFrozen)
        _ = keeper.stop()
    }

    @Test func `where the processes are not all in the v2 cgroup, v1 serves`() throws {
        guard let v1 = try RealCgroup(.v1, processes: 2), let v2 = try RealCgroup(.v2, processes: 0) else { return }
        var keeper = try makeKeeper(run)
        try Directory.working.write(String(v1.pids[0]), to: "\(v2.path)/cgroup.procs")
        let target = describe(id: "h", pid: v1.pids[0], path: v2.path, kind: .v2, both: v1.path)

        #expect(keeper.apply(makePlan(target)).event == .applied)
        #expect(v1.isFrozen && !v2.isFrozen)
        _ = keeper.thaw("h", reason: .thawed)
        try Directory.working.write(String(v1.pids[1]), to: "\(v2.path)/cgroup.procs")
        #expect(keeper.apply(makePlan(target)).event == .applied)
        #expect(!v1.isFrozen && v2.isFrozen)
        _ = keeper.stop()
        // The processes live on in the v1 cgroup, which ends them.
        v1.remove()
    }
}

import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Response

/// What a later agent, and the dead man's switch, make of leases whose agent is gone.
@Suite(.serialized, .enabled(if: kernelNeeds == nil, "\(kernelNeeds ?? "")"))
struct RecoveryTests {
    private let run: ScratchFolder

    init() throws { run = try ScratchFolder() }

    /// Freezes, and vanishes without a word.
    private func freezeAndVanish(_ plan: ResponsePlan) throws -> ResponseRecord {
        var keeper = try makeKeeper(run)
        return keeper.apply(plan)
    }

    @Test(arguments: FreezerKind.allCases)
    func `the lease ends in time though the agent is gone`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind, processes: 2) else { return }
        let record = try freezeAndVanish(cgroup.plan(seconds: 0.5))
        #expect(record.event == .applied && cgroup.isFrozen)

        #expect(eventually(within: 3) { !cgroup.isFrozen })
        let now = KernelClock.bootNanoseconds
        #expect(now >= record.expiresBootNanoseconds)
        #expect(now < record.expiresBootNanoseconds + 500_000_000)
        #expect(eventually(within: 2) { cgroup.attribute == nil })

        var next = try makeKeeper(run)
        #expect(next.recover(nowBoot: now).map(\.event) == [.ended(.expired)])
        #expect(leaseFiles(run).isEmpty)
        _ = next.stop()
    }

    @Test(arguments: FreezerKind.allCases)
    func `the next agent takes a running lease over, and ends it in time`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind) else { return }
        let record = try freezeAndVanish(cgroup.plan())
        var next = try makeKeeper(run)

        #expect(next.recover(nowBoot: KernelClock.bootNanoseconds).isEmpty)
        let status = try #require(next.list.first)
        #expect(status.leaseID == record.leaseID)
        #expect(status.target.containerID == cgroup.target.containerID)
        #expect(status.owner == .policy("stop") && status.alertID == "a-1" && status.isConfirmed)
        #expect(status.guards == ["yagura-lease"])
        #expect(next.reconcile(nowBoot: record.expiresBootNanoseconds).map(\.event) == [.ended(.expired)])
        #expect(!cgroup.isFrozen && leaseFiles(run).isEmpty)
        _ = next.stop()
    }

    @Test func `a lease that is due, thawed by others or without a container ends at the next start`() throws {
        guard let due = try RealCgroup(.v2) ?? RealCgroup(.v1), let thawed = try RealCgroup(due.kind),
            let ended = try RealCgroup(due.kind)
        else { return }
        var keeper = try makeKeeper(run)
        let record = keeper.apply(due.plan())
        for cgroup in [thawed, ended] { _ = keeper.apply(cgroup.plan(seconds: 60)) }
        try thawed.set(false)
        ended.remove()
        keeper = try makeKeeper(run)

        let records = keeper.recover(nowBoot: record.expiresBootNanoseconds)
        #expect(Set(records.map(\.event)) == [.ended(.expired), .ended(.takenOver), .ended(.gone)])
        #expect(!due.isFrozen && leaseFiles(run).isEmpty && keeper.list.isEmpty)
        _ = keeper.stop()
    }

    @Test func `damaged marks and those of another boot go away`() throws {
        var keeper = try makeKeeper(run)
        let folder = "\(run.path)/run/leases"
        try writeFile("\(folder)/1-1", "nonsense")
        try writeFile("\(folder)/2-2.new", sampleMark("x").text)
        try writeFile("\(folder)/1f-2", sampleMark("x").text)  // of the boot "b"

        #expect(keeper.recover(nowBoot: 5).map(\.event) == [.ended(.gone)])
        #expect(leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test func `a mark on the directory alone is enough`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        let record = try freezeAndVanish(cgroup.plan())
        removeTree("\(run.path)/run")
        var next = try makeKeeper(run)
        let target = cgroup.target
        let container = ContainerDescription(
            id: target.containerID, name: "n", runtime: "runc", workload: target.workload, cgroup: target.cgroup,
            initPid: target.initPid, startBootNanoseconds: target.startBootNanoseconds)

        #expect(next.recover(nowBoot: KernelClock.bootNanoseconds, known: [container]).isEmpty)
        #expect(next.list.map(\.leaseID) == [record.leaseID])
        #expect(next.list.map(\.expiresBootNanoseconds) == [record.expiresBootNanoseconds])
        _ = next.stop()
        #expect(!cgroup.isFrozen)
    }

    @Test(arguments: FreezerKind.allCases)
    func `an agent killed at any moment of a freeze leaves nothing frozen past the lease`(kind: FreezerKind) throws {
        guard let cgroup = try RealCgroup(kind, processes: 20) else { return }
        let mark = "\(run.path)/plan"
        for round in 0..<6 {
            let target = cgroup.target
            try writeFile(mark, killPlan(target).text)
            try runUntilKilled(after: UInt32(round) * 400)
            let expiry = KernelClock.bootNanoseconds + 700_000_000
            #expect(eventually(within: 3) { !cgroup.isFrozen })
            #expect(KernelClock.bootNanoseconds < expiry + 500_000_000)
            var next = try makeKeeper(run)
            _ = next.recover(nowBoot: KernelClock.bootNanoseconds)
            #expect(leaseFiles(run).isEmpty && cgroup.attribute == nil && next.list.isEmpty)
            _ = next.stop()
        }
    }

    /// A process of its own, because it dies: this test program once more, with only the test below.
    private func runUntilKilled(after microseconds: UInt32) throws {
        let program = String(decoding: try Directory.working.link("/proc/self/exe"), as: UTF8.self)
        let result = try Command.run(
            [
                program, "--skip-build", "--disable-xctest", "--filter", "KilledAgentTests", "--testing-library",
                "swift-testing",
            ],
            environment: ["YAGURA_TEST_KILL": "\(microseconds) \(run.path)", "SWIFT_BACKTRACE": "enable=no"])
        #expect(result.status == 128 + SIGKILL, "\(result.output)\(result.errors)")
    }

    @Test func `the dead man's switch lives in a cgroup of its own, and leaves none`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        var keeper = try makeKeeper(run)
        let standby = try #require(keeper.guardProcesses.first)
        #expect(getsid(standby) == standby)
        let inHome = eventually { (try? readText("/proc/\(standby)/cgroup"))?.contains("/yagura-lease\n") == true }
        #expect(inHome)
        _ = keeper.apply(cgroup.plan())
        _ = keeper.reconcile(nowBoot: KernelClock.bootNanoseconds)
        #expect(keeper.guardProcesses.count == 2)

        _ = keeper.stop()
        #expect(
            eventually { kill(standby, 0) != 0 || (try? readText("/proc/\(standby)/stat"))?.contains(") Z") == true })
    }

    @Test func `a dead man's switch that was killed is replaced`() throws {
        guard let cgroup = try RealCgroup(.v2) ?? RealCgroup(.v1) else { return }
        var keeper = try makeKeeper(run)
        _ = keeper.apply(cgroup.plan())
        let old = keeper.guardProcesses
        for pid in old { kill(pid, SIGKILL) }

        // SIGKILL is delivered when the process runs next: on a busy machine not at once.
        let isReplaced = eventually {
            _ = keeper.reconcile(nowBoot: KernelClock.bootNanoseconds)
            return keeper.guardProcesses.count == 2 && Set(keeper.guardProcesses).isDisjoint(with: old)
        }
        #expect(isReplaced)
        #expect(keeper.list.first?.guards == ["yagura-lease"])
        _ = keeper.stop()
    }
}

private func killPlan(_ target: ResponseTarget) -> LeaseMark {
    LeaseMark(
        leaseID: "0-0", bootID: "b", since: 0, expires: 0, freezer: .v2, directory: "/", inode: 0, isAttributed: false,
        target: target, owner: .policy("p"), reason: "", alertID: nil)
}

/// The other side of `runUntilKilled`; without its variable there is nothing to do.
@Suite struct KilledAgentTests {
    @Test func `freezes and thaws until it kills itself`() throws {
        guard let variable = getenv("YAGURA_TEST_KILL") else { return }
        let words = String(cString: variable).split(separator: " ", maxSplits: 1).map(String.init)
        let microseconds = try #require(UInt32(words[0]))
        let folder = words[1]
        let target = try #require(LeaseMark(text: try readBytes("\(folder)/plan"))?.target)
        let host = try HostCgroups.discover()
        var settings = FreezeSettings(runDirectory: "\(folder)/run", leaseProgram: leaseProgram, homes: host.homes)
        settings.usesSystemd = false
        var keeper = try FreezeKeeper(settings, protection: host.protection())
        let killer = try PollingThread(name: "killer") { _ in
            usleep(microseconds)  // the random moment of the kill
            kill(getpid(), SIGKILL)
        }
        for _ in 0..<10_000 {
            _ = keeper.apply(makePlan(target, seconds: 0.5))
            _ = keeper.thaw(target.containerID, reason: .thawed)
        }
        killer.stop()
    }
}

import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

/// A finder with the batch it fills, driven as the agent's sensor loop drives it.
struct FinderProbe: ~Copyable {
    var finder: ContainerFinder
    var batch = ObservationBatch()

    init(_ roots: RuntimeRoots, visibleSince: UInt64? = nil) throws {
        finder = try ContainerFinder(roots: roots, seed: 7, visibleSince: visibleSince)
        finder.scan(into: &batch)
    }

    /// Lets the loop turn until something of this kind is in the batch; its description where it has one.
    mutating func wait(for kind: ObservationKind, seconds: Double = 5) throws -> Observation? {
        let deadline = monotonicSeconds() + seconds
        while monotonicSeconds() < deadline {
            _ = try finder.descriptor.wait(for: .readable, within: .milliseconds(20))
            finder.drain(into: &batch)
            finder.finish(into: &batch)
            if let found = batch.observations.first(where: { $0.kind == kind }) { return found }
        }
        return nil
    }

    func count(_ kind: ObservationKind) -> Int { batch.observations.count { $0.kind == kind } }
}

@Suite(.serialized, .enabled(if: Requirement.hasRunc, "needs root, runc, busybox"))
struct ContainersFinderTests {
    @Test(arguments: [RuncBundle.Root.overlay, .plain])
    func `sees a container start and end`(root: RuncBundle.Root) throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        var probe = try FinderProbe(roots)

        let container = try host.run(RuncBundle(name: "web", root: root, annotations: ["yagura.mode": "enforce"]))
        let started = try probe.wait(for: .containerStarted)

        let description = try #require(probe.batch.containers.first)
        #expect(started?.cgroup == description.cgroup.inode)
        #expect(description.id == container.id)
        #expect(description.workload == WorkloadIdentity(scope: "host", name: "web"))
        #expect(description.modeLabel == "enforce")
        #expect(description.initPid == (try container.initPid))
        #expect(description.rootPath == container.rootfs)
        #expect(description.upperDirectory == container.upper)
        #expect(description.mountNamespace != 0 && description.networkNamespace != 0)
        #expect(!description.isPartlyVisible)
        #expect(fileExists(description.cgroup.path))

        try container.kill()
        #expect(try probe.wait(for: .containerEnded)?.cgroup == description.cgroup.inode)
        container.remove()
        probe.finder.drain(into: &probe.batch)
        #expect(probe.finder.count == 0)
        #expect(probe.finder.problems.count == 0, "\(probe.finder.problems.latest)")
    }

    @Test func `finds what runs already, and says that it was partly visible`() throws {
        let host = try RuncHost()
        let running = try host.run(RuncBundle(name: "old"))
        let stopped = try host.run(RuncBundle(name: "stopped"))
        try stopped.kill()
        #expect(eventually { !fileExists("/proc/\((try? stopped.initPid) ?? 0)/exe") })
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]

        let probe = try FinderProbe(roots)

        #expect(probe.batch.containers.map(\.id) == [running.id])
        #expect(probe.batch.containers.first?.isPartlyVisible == true)
    }

    @Test func `what is older than the finder is seen whole when audit is older still`() throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        let first = try host.run(RuncBundle(name: "first"))
        let between = KernelClock.bootNanoseconds
        usleep(20_000)  // a start counts in ticks of 10 ms, rounded down: only time makes the next one
        let second = try host.run(RuncBundle(name: "second"))

        let probe = try FinderProbe(roots, visibleSince: between)

        var partly: [String: Bool] = [:]
        for container in probe.batch.containers { partly[container.id] = container.isPartlyVisible }
        #expect(partly == [first.id: true, second.id: false])
        // Nobody watched them start: their processes are read from /proc.
        #expect(probe.finder.late.count == 2)
    }

    @Test func `waits for a state folder that is not there yet`() throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = ["\(host.scratch.path)/not/yet/there"]
        var probe = try FinderProbe(roots)

        try makeFolder("\(host.scratch.path)/not/yet")
        probe.finder.drain(into: &probe.batch)
        #expect(rename(host.stateRoot, "\(host.scratch.path)/not/yet/there") == 0)
        #expect(symlink("\(host.scratch.path)/not/yet/there", host.stateRoot) == 0)
        let container = try host.run(RuncBundle(name: "late"))

        #expect(try probe.wait(for: .containerStarted) != nil)
        #expect(probe.batch.containers.first?.id == container.id)
    }

    @Test func `sees a container that was created and waits for its start`() throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        var probe = try FinderProbe(roots)
        let container = try host.prepare(RuncBundle(name: "created"))

        try container.create()

        #expect(try probe.wait(for: .containerStarted) != nil)
        try container.startCreated()
        #expect(try probe.wait(for: .containerEnded, seconds: 0.2) == nil)
        #expect(probe.count(.containerStarted) == 1)
    }

    @Test(arguments: ["/system.slice/docker-abc.scope", "/yagura-test/deep/er"])
    func `follows the cgroup that the runtime chose`(path: String) throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        var probe = try FinderProbe(roots)

        let container = try host.run(RuncBundle(name: "placed", cgroupsPath: path + "-\(getpid())"))
        // runc removes its own cgroup, not the ones above it.
        defer {
            container.remove()
            removeEmptyCgroups(above: path)
        }

        #expect(try probe.wait(for: .containerStarted) != nil)
        let cgroup = try #require(probe.batch.containers.first?.cgroup)
        #expect(cgroup.path.hasSuffix(path + "-\(getpid())"))
        #expect(cgroup.freezerV1 == nil || cgroup.freezerV1 == "/sys/fs/cgroup/freezer\(path)-\(getpid())")
        let nested = Array("\(path)-\(getpid())/inner/most".utf8)
        #expect(probe.finder.known(unified: nested.span, freezer: [UInt8]().span) == cgroup.inode)
        #expect(probe.finder.known(unified: [UInt8]().span, freezer: nested.span) == cgroup.inode)
    }

    @Test func `a container that is started anew under the same name is found, however late the changes are read`()
        throws
    {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        var probe = try FinderProbe(roots)
        let first = try host.run(RuncBundle(name: "again"), id: "again-\(getpid())")
        #expect(try probe.wait(for: .containerStarted) != nil)
        let pid = try first.initPid

        // Nothing is read between the end of the one and the start of the other.
        try first.kill()
        first.remove()
        let second = try host.run(RuncBundle(name: "again2"), id: "again-\(getpid())")
        #expect(try second.initPid != pid)
        for _ in 0..<50 {
            _ = try probe.finder.descriptor.wait(for: .readable, within: .milliseconds(20))
            probe.finder.drain(into: &probe.batch)
            probe.finder.finish(into: &probe.batch)
        }

        #expect(probe.count(.containerEnded) == 1 && probe.count(.containerStarted) == 2)
        #expect(probe.batch.containers.map(\.initPid) == [pid, try second.initPid])
        #expect(probe.finder.count == 1 && probe.finder.missed == 0)
        #expect(probe.finder.tableSizes["stopped"] == 0 && probe.finder.tableSizes["remains"] == 0)
    }

    @Test func `a stopped container's folder is no new container, and its deletion no missed one`() throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        var probe = try FinderProbe(roots)
        let container = try host.run(RuncBundle(name: "web"))
        #expect(try probe.wait(for: .containerStarted) != nil)
        try container.kill()
        #expect(try probe.wait(for: .containerEnded) != nil)
        #expect(probe.finder.tableSizes["stopped"] == 1)

        container.remove()
        #expect(
            try eventually {
                _ = try probe.finder.descriptor.wait(for: .readable, within: .milliseconds(20))
                probe.finder.drain(into: &probe.batch)
                probe.finder.finish(into: &probe.batch)
                return probe.finder.tableSizes["stopped"] == 0
            })
        #expect(probe.count(.containerStarted) == 1 && probe.finder.missed == 0)
    }
}

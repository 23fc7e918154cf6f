import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

/// Finder and sensor, driven as the agent's sensor loop drives them.
struct SensorProbe: ~Copyable {
    var finder: ContainerFinder
    var sensor: ProcfsSensor
    var batch = ObservationBatch()

    init(_ host: borrowing RuncHost, isFull: Bool = true) throws {
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        let sensor = try ProcfsSensor(options: .init(isFull: isFull))
        let finder = try ContainerFinder(roots: roots, seed: 7)
        self.sensor = sensor
        self.finder = finder
        self.finder.scan(into: &batch)
        self.sensor.snapshot(into: &batch, finder: &self.finder)
    }

    mutating func turn() throws {
        _ = try sensor.descriptor.wait(for: .readable, within: .milliseconds(2))
        sensor.drain(into: &batch, finder: &finder)
        finder.finish(into: &batch)
    }

    /// Turns until `condition` holds; false when it did not within `seconds`.
    mutating func turn(until seconds: Double = 5, _ condition: (borrowing ObservationBatch) throws -> Bool) throws
        -> Bool
    {
        let deadline = monotonicSeconds() + seconds
        while monotonicSeconds() < deadline {
            try turn()
            if try condition(batch) { return true }
        }
        return false
    }

    func paths(_ kind: ObservationKind) -> [String] {
        batch.observations.filter { $0.kind == kind }.map { String(decoding: batch.bytes(of: $0.path), as: UTF8.self) }
    }
}

@Suite(.serialized, .enabled(if: Requirement.hasRunc, "needs root, runc, busybox"))
struct ProcfsSensorTests {
    @Test(arguments: [true, false])
    func `attributes a container that lives twenty milliseconds`(isFull: Bool) throws {
        let host = try RuncHost()
        var probe = try SensorProbe(host, isFull: isFull)
        let container = try host.prepare(
            RuncBundle(name: "brief", arguments: ["/bin/sh", "-c", "/bin/sleep 0.02; /bin/true"]))

        let run = try container.runInBackground()
        let isEnded = try probe.turn { $0.observations.contains { $0.kind == .containerEnded } }

        #expect(isEnded && run.wait(seconds: 5) == 0)
        let cgroup = try #require(probe.batch.containers.first?.cgroup.inode)
        let execs = probe.batch.observations.filter { $0.kind == .processExecuted && $0.cgroup == cgroup }
        #expect(execs.count >= 2)
        let first = try #require(probe.batch.observations.firstIndex { $0.kind == .containerStarted })
        let last = try #require(probe.batch.observations.lastIndex { $0.kind == .containerEnded })
        let lives = probe.batch.observations.indices.filter { probe.batch.observations[$0].cgroup == cgroup }
        #expect(lives.first == first && lives.last == last)
    }

    @Test func `sees an exec session with its program, arguments and user`() throws {
        let host = try RuncHost()
        let container = try host.run(RuncBundle(name: "web"))
        var probe = try SensorProbe(host)
        let cgroup = try #require(probe.batch.containers.first?.cgroup.inode)
        probe.batch.removeAll()

        let session = try container.execInBackground(["/bin/sh", "-c", "/bin/sleep 0.5; /bin/sleep 0.1"])
        let isSeen = try probe.turn { batch in
            batch.observations.count { $0.kind == .processExited && $0.cgroup == cgroup } >= 2
        }

        #expect(isSeen && session.wait(seconds: 5) == 0)
        let shell = try #require(
            probe.batch.observations.first {
                $0.kind == .processExecuted && probe.batch.bytes(of: $0.path).elementsEqual("/bin/sh".utf8)
            })
        #expect(shell.cgroup == cgroup && shell.flags.isSuperset(of: [.cgroupKnown, .uidKnown]) && shell.uid == 0)
        #expect(Array(probe.batch.bytes(of: shell.detail)).starts(with: Array("/bin/sh\0-c\0/bin/sleep".utf8)))
        let fork = try #require(
            probe.batch.observations.first { $0.kind == .processForked && $0.parentPid == shell.pid })
        #expect(fork.cgroup == cgroup)
        #expect(probe.paths(.processExecuted).contains("/bin/sleep"))
    }

    @Test func `says nothing of the host's own processes`() throws {
        let host = try RuncHost()
        _ = try host.run(RuncBundle(name: "quiet"))
        var probe = try SensorProbe(host)
        _ = try probe.turn(until: 0.2) { _ in false }
        probe.batch.removeAll()

        for _ in 0..<20 { try Command.must(["/bin/true"]) }
        _ = try probe.turn(until: 0.1) { _ in false }

        #expect(probe.sensor.received >= 40)
        #expect(probe.batch.observations.isEmpty)
    }

    @Test func `reads what ran before it came, and what is in deeper cgroups`() throws {
        let host = try RuncHost()
        let container = try host.run(
            RuncBundle(name: "old", arguments: ["/bin/sh", "-c", "/bin/sleep 100 & exec /bin/sleep 200"]))
        #expect(try eventually { try container.exec(["/bin/true"]).status == 0 })
        let probe = try SensorProbe(host)
        let cgroup = try #require(probe.batch.containers.first?.cgroup)

        let seen = probe.batch.observations.filter { $0.kind == .processSeen }

        #expect(seen.count == 2 && seen.allSatisfy { $0.cgroup == cgroup.inode && $0.startBootNanoseconds > 0 })
        #expect(
            probe.paths(.processSeen) == ["/bin/sleep", "/bin/sleep"] || probe.paths(.processSeen).contains("/bin/sh"))
        let deeper = cgroup.path + "/deeper"
        try makeFolder(deeper)
        try writeFile(deeper + "/cgroup.procs", "\(seen[1].pid)")
        #expect(Set(CgroupMembers.pids(below: cgroup.path).pids) == Set(seen.map(\.pid)))
        try writeFile(cgroup.path + "/cgroup.procs", "\(seen[1].pid)")
        rmdir(deeper)
    }

    @Test func `says who listened before it came`() throws {
        let host = try RuncHost()
        let container = try host.run(
            RuncBundle(name: "server", arguments: ["/bin/sh", "-c", "/bin/nc -l -p 8080 & exec /bin/sleep 100"]))
        let tcp = "/proc/\(try container.initPid)/net/tcp6"
        #expect(eventually { ((try? readText(tcp)) ?? "").contains(":1F90 ") })

        let probe = try SensorProbe(host)

        let listened = probe.batch.observations.filter { $0.kind == .listened }
        let seen = probe.batch.observations.filter { $0.kind == .processSeen }.map(\.pid)
        #expect(listened.count == 1 && seen.contains(listened[0].pid))
        #expect(listened.first?.pid != (try container.initPid))
        let address = listened.first.map { Array(probe.batch.bytes(of: $0.detail)) } ?? []
        #expect(address == [10, 0, 0x1F, 0x90] + [UInt8](repeating: 0, count: 24))
    }

    @Test func `finds a process that left its container's cgroup`() throws {
        let host = try RuncHost()
        let container = try host.run(
            RuncBundle(name: "leaver", arguments: ["/bin/sh", "-c", "while true; do /bin/sleep 0.05; done"]))
        var probe = try SensorProbe(host)
        let cgroup = try #require(probe.batch.containers.first?.cgroup)
        let pid = try container.initPid

        try writeFile("/sys/fs/cgroup/unified/cgroup.procs", "\(pid)")
        if let freezer = cgroup.freezerV1 {
            try writeFile("/sys/fs/cgroup/freezer/cgroup.procs", "\(pid)"); _ = freezer
        }
        let isFound = try probe.turn { batch in
            batch.observations.contains {
                $0.kind == .processExecuted && $0.cgroup == 0 && $0.flags.contains(.cgroupKnown)
            }
        }

        #expect(isFound)
    }

    @Test func `keeps its tables flat over many short containers`() throws {
        let host = try RuncHost()
        var probe = try SensorProbe(host)
        var sizes: [String: Int] = [:]
        var found = 0

        for number in 0..<60 {
            let container = try host.prepare(RuncBundle(name: "short", root: .overlay, arguments: ["/bin/true"]))
            let run = try container.runInBackground()
            while run.isRunning { try probe.turn() }
            _ = try probe.turn(until: 1) { $0.observations.contains { $0.kind == .containerEnded } }
            try probe.turn()
            let cgroup = probe.batch.containers.first?.cgroup.inode ?? 0
            if probe.batch.observations.contains(where: { $0.kind == .processExecuted && $0.cgroup == cgroup }) {
                found += 1
            }
            probe.batch.removeAll()
            container.remove()
            try probe.turn()
            if number == 9 { sizes = probe.finder.tableSizes }
        }

        #expect(probe.finder.tableSizes == sizes)
        #expect(probe.finder.count == 0)
        // On a busy machine one may be over before its state was read: then it is counted.
        #expect(found + Int(probe.finder.missed) == 60 && found >= 50)
        #expect(probe.finder.problems.count == 0, "\(probe.finder.problems.latest)")
    }
}

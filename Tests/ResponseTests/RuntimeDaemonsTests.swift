import LinuxKernel
import TestSupport
import Testing

@testable import Response

@Suite(.serialized, .enabled(if: kernelNeeds == nil, "\(kernelNeeds ?? "")"))
struct RuntimeDaemonsTests {
    private let run: ScratchFolder
    private let daemon: String

    init() throws {
        run = try ScratchFolder()
        daemon = "\(run.path)/dockerd"
        try writeFile(daemon, script, mode: 0o755)
    }

    @Test func `one that came after the agent is found, and its control group stays unfrozen`() throws {
        guard let cgroup = try RealCgroup(.v2, processes: 0) ?? RealCgroup(.v1, processes: 0) else { return }
        var keeper = try makeKeeper(run)
        let process = try cgroup.start([daemon])
        #expect(
            try eventually { try RuntimeDaemons.running().contains { $0.pid == process.pid && $0.name == "dockerd" } })

        let record = keeper.apply(cgroup.plan())

        #expect(record.event == .heldBack(.runtime))
        #expect(record.text.contains("dockerd \(process.pid)"))
        #expect(!cgroup.isFrozen && leaseFiles(run).isEmpty)
        _ = keeper.stop()
    }

    @Test func `a service with a mount namespace of its own is the host's`() throws {
        guard let cgroup = try RealCgroup(.v2, processes: 0) ?? RealCgroup(.v1, processes: 0) else { return }
        let process = try cgroup.start(["unshare", "--mount", daemon])

        #expect(try eventually { try RuntimeDaemons.running().contains { $0.pid == process.pid } })
    }

    @Test func `one that a container runs for itself has other process ids, or another root, and may be frozen`() throws
    {
        guard let cgroup = try RealCgroup(.v2, processes: 0) ?? RealCgroup(.v1, processes: 0) else { return }
        let root = "\(run.path)/root"
        try RootFilesystem.make(at: root)
        try writeFile("\(root)/bin/dockerd", script, mode: 0o755)
        // Its child must be born in the control group: it waits until it was moved there.
        let name = cgroup.path.split(separator: "/").last ?? ""
        let wait = "until grep -q '\(name)' /proc/self/cgroup; do sleep 0.01; done"
        try cgroup.start(["/bin/sh", "-c", "\(wait); exec unshare --pid --fork --kill-child \(daemon)"])
        try cgroup.start(["chroot", root, "/bin/dockerd"])
        let directory = try Directory(cgroup.path)

        let names = { try (CgroupProcesses.all(in: directory) ?? []).map { try readText("/proc/\($0)/comm") } }
        #expect(eventually { ((try? names()) ?? []).count { $0 == "dockerd\n" } == 2 })

        #expect(try RuntimeDaemons.first(in: directory) == nil)
    }
}

/// A script runs under its own file's name.
private let script = "#!/bin/sh\nwhile :; do sleep 1; done\n"

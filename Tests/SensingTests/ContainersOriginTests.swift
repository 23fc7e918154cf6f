import BehaviourModel
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

@Suite(.serialized, .enabled(if: Requirement.hasRunc, "needs root, runc, busybox"))
struct ContainersOriginTests {
    @Test(arguments: [RuncBundle.Root.overlay, .plain])
    func `says where an executable comes from`(root: RuncBundle.Root) throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        try makeFolder("\(host.scratch.path)/volume")
        let container = try host.run(RuncBundle(name: "web", root: root, volume: "\(host.scratch.path)/volume"))
        let probe = try FinderProbe(roots)
        let description = try #require(probe.batch.containers.first)
        var prober = ExecutableOriginProber()
        prober.started(description, wallMinusBoot: KernelClock.wallMinusBoot)
        for target in ["/usr/bin/tool", "/data/tool", "/tmp/tool"] {
            #expect(try container.exec(["/bin/cp", "/bin/busybox", target]).status == 0)
        }
        func origin(_ path: String, _ cgroup: UInt64, pid: Int32 = 0, runtime: Bool = false) -> ExecutableOrigin? {
            let bytes = Array(path.utf8)
            return prober.origin(of: bytes.span, in: cgroup, by: .init(pid: pid, isRuntimeStep: runtime))
        }
        let cgroup = description.cgroup.inode

        #expect(origin("/bin/sh", cgroup) == .image)
        #expect(origin("/bin/sh", cgroup) == .image)
        #expect(origin("/usr/bin/tool", cgroup) == .upper)
        #expect(origin("/data/tool", cgroup) == .volume)
        #expect(origin("/tmp/tool", cgroup) == .memory)
        #expect(origin("/dev/tool", cgroup) == .memory)
        #expect(origin("/memfd:x (deleted)", cgroup) == .memory)
        #expect(origin("/usr/bin/gone (deleted)", cgroup) == .deleted)
        #expect(origin("/usr/sbin/runc", cgroup, runtime: true) == .host)
        // Ran, and is gone, and so is the process.
        #expect(origin("/usr/bin/gone", cgroup) == .deleted)
        // A link in the way: somebody has put it there since.
        #expect(try container.exec(["/bin/busybox", "ln", "-s", "/bin/sh", "/usr/bin/link"]).status == 0)
        #expect(origin("/usr/bin/link", cgroup) == (root == .overlay ? .upper : .unknown))
        #expect(origin("/bin/sh", 1) == nil)
        for path in [
            "", "/", "bin/sh", "//", "/../../etc/passwd", "/bin/../bin/sh/", String(repeating: "/a", count: 3000),
        ] {
            #expect(origin(path, cgroup) != .upper)
        }
        // Replacing a program of the image copies it up.
        #expect(
            try container.exec(["/bin/sh", "-c", "cp /bin/busybox /bin/new && mv /bin/new /bin/sleep"]).status == 0)
        #expect(origin("/bin/sleep", cgroup) == .upper)
        // One look serves what was read before it, and nothing that is read later.
        #expect(origin("/bin/cat", cgroup) == .image)
        #expect(
            try container.exec(["/bin/sh", "-c", "cp /bin/busybox /bin/new && mv /bin/new /bin/cat"]).status == 0)
        #expect(origin("/bin/cat", cgroup) == .image)
        #expect(origin("/bin/cat", 1) == nil)
        prober.beginBatch()
        #expect(origin("/bin/cat", cgroup) == .upper)
        // Nor does one that was taken of the container as it was known before.
        #expect(origin("/bin/cp", cgroup) == .image)
        #expect(
            try container.exec(["/bin/sh", "-c", "cp /bin/busybox /bin/new && mv /bin/new /bin/cp"]).status == 0)
        prober.started(description, wallMinusBoot: KernelClock.wallMinusBoot)
        #expect(origin("/bin/cp", cgroup) == .upper)

        prober.ended(cgroup: cgroup)
        #expect(prober.count == 0 && origin("/bin/sh", cgroup) == nil)
    }

    /// A program that hides: what its path says is asked of the process while it runs.
    @Test(arguments: [
        ("mv /x/busybox-a /x/busybox-b", ExecutableOrigin.upper), ("rm /x/busybox-a", .deleted),
        ("mv /x /y && /bin/busybox ln -s /y /x", .upper),
    ])
    func `a program that hides is not of the image`(hide: String, expected: ExecutableOrigin) throws {
        let host = try RuncHost()
        var roots = RuntimeRoots.none
        roots.runc = [host.stateRoot]
        let container = try host.run(RuncBundle(name: "web", root: .overlay))
        let probe = try FinderProbe(roots)
        let description = try #require(probe.batch.containers.first)
        var prober = ExecutableOriginProber()
        prober.started(description, wallMinusBoot: KernelClock.wallMinusBoot)
        // In one breath, as a dropper does: written, run, hidden.
        let script =
            "mkdir /x && cp /bin/busybox /x/busybox-a && { /x/busybox-a sleep 30 & } "
            + "&& sleep 1 && \(hide) && wait"
        let running = try container.execInBackground(["/bin/sh", "-c", script])
        defer { running.signal(9) }
        let path = Array("/x/busybox-a".utf8)
        var origin: ExecutableOrigin?
        // The hiding comes a second after the start; the answer before that is `.upper` by the path.
        let isHidden = eventually(within: 20) {
            guard let pid = Self.pid(running: "/x/busybox-a sleep 30"),
                !fileExists("\(container.upper ?? "")/x/busybox-a")
            else { return false }
            let runner = ExecutableOriginProber.Runner(pid: pid, isRuntimeStep: false)
            origin = prober.origin(of: path.span, in: description.cgroup.inode, by: runner)
            return true
        }

        #expect(isHidden && origin == expected)
    }

    /// A process by its arguments, wherever it runs.
    private static func pid(running words: String) -> Int32? {
        for name in entries(of: "/proc") {
            guard let pid = Int32(name), let bytes = try? readBytes("/proc/\(pid)/cmdline") else { continue }
            let line = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
            if line.hasPrefix(words) { return pid }
        }
        return nil
    }
}

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
        var prober = ExecutableOriginProber(seed: 5)
        prober.started(description, wallMinusBoot: KernelClock.wallMinusBoot)
        for target in ["/usr/bin/tool", "/data/tool", "/tmp/tool"] {
            #expect(try container.exec(["/bin/cp", "/bin/busybox", target]).status == 0)
        }
        func origin(_ path: String, _ cgroup: UInt64) -> ExecutableOrigin? {
            let bytes = Array(path.utf8)
            return prober.origin(of: bytes.span, in: cgroup)
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
        #expect(origin("/usr/sbin/runc", cgroup) == .host)
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

        prober.ended(cgroup: cgroup)
        #expect(prober.count == 0 && origin("/bin/sh", cgroup) == nil)
    }
}

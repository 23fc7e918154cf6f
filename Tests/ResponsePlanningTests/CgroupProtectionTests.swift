import BehaviourModel
import Testing

@Suite struct CgroupProtectionTests {
    private let hybrid = CgroupProtection(
        roots: ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/freezer"],
        agent: ["/sys/fs/cgroup/unified/system.slice/yagura-agent.service", "/sys/fs/cgroup/freezer/"],
        runtimes: ["/sys/fs/cgroup/unified/system.slice/containerd.service"],
        prefixes: ["/kubepods/base", "/sys/fs/cgroup/freezer/db"])

    @Test(
        arguments: [
            ("/sys/fs/cgroup/unified/docker/4f2a", nil),
            ("/sys/fs/cgroup/freezer/docker/4f2a", nil),
            ("/sys/fs/cgroup/unified/system.slice/docker-4f2a.scope", nil),
            ("/sys/fs/cgroup/unified/machine.slice/systemd-nspawn@a.service", nil),
            ("/sys/fs/cgroup/unified", .system), ("/sys/fs/cgroup/unified/", .malformedCgroup),
            ("/sys/fs/cgroup", .system), ("/", .malformedCgroup), ("", .malformedCgroup),
            ("/sys/fs/cgroup/memory/docker/x", .malformedCgroup), ("docker/4f2a", .malformedCgroup),
            ("/sys/fs/cgroup/unified/a/../system.slice", .malformedCgroup),
            ("/sys/fs/cgroup/unified//a", .malformedCgroup), ("/sys/fs/cgroup/unified/./a", .malformedCgroup),
            ("/sys/fs/cgroup/unified/a\0b", .malformedCgroup),
            ("/sys/fs/cgroup/unified/system.slice", .agent),  // it holds the agent
            ("/sys/fs/cgroup/unified/user.slice", .system),
            ("/sys/fs/cgroup/unified/kubepods.slice/kubepods-burstable.slice", .system),
            ("/sys/fs/cgroup/unified/init.scope", .system),
            ("/sys/fs/cgroup/unified/system.slice/sshd.service", .system),
            ("/sys/fs/cgroup/unified/system.slice/yagura-agent.service", .agent),
            ("/sys/fs/cgroup/unified/system.slice/containerd.service", .runtime),
            ("/sys/fs/cgroup/unified/kubepods/base/pod1", .protectedCgroup),
            ("/sys/fs/cgroup/freezer/kubepods/base", .protectedCgroup),
            ("/sys/fs/cgroup/freezer/kubepods/base2", nil),
            ("/sys/fs/cgroup/freezer/db/1", .protectedCgroup), ("/sys/fs/cgroup/unified/db/1", nil),
        ] as [(String, HoldBackReason?)])
    func `says why a directory may not be touched`(path: String, reason: HoldBackReason?) {
        #expect(hybrid.reason(against: path) == reason)
    }

    @Test func `every directory of a placement is looked at`() {
        let fine = "/sys/fs/cgroup/unified/docker/1"
        let placement = CgroupPlacement(
            path: fine, inode: 1, freezerV1: "/sys/fs/cgroup/freezer", unified: fine)

        #expect(hybrid.reason(against: placement) == .system)
    }
}

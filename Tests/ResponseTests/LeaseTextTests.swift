import BehaviourModel
import Testing

@testable import Response

/// Texts that are read back: marks, attributes, jobs, what the kernel says.
@Suite struct LeaseTextTests {
    @Test(arguments: ["web", "a\nid evil", "caf\u{e9} \\x0a", "\u{202e}txt", "", String(repeating: "n", count: 4095)])
    func `a mark comes back from its text, whatever the container is called`(name: String) throws {
        let mark = sampleMark(name)
        let text = mark.text

        #expect(LeaseMark(text: text) == mark)
        #expect(text.split(separator: UInt8(ascii: "\n")).count { $0.starts(with: "id ".utf8) } == 1)
    }

    @Test(arguments: [
        "", "yagura-lease 2\nid 1-1\n", "yagura-lease 1\n", "yagura-lease 1\nid ../x\n", "\0\0\0",
    ])
    func `a damaged mark is none`(text: String) {
        #expect(LeaseMark(text: Array(text.utf8)) == nil)
    }

    @Test func `no cut of a mark traps, and each is either whole or none`() {
        let text = sampleMark("web").text
        for count in 0..<text.count {
            if let mark = LeaseMark(text: Array(text.prefix(count))) { #expect(mark.leaseID == "1f-2") }
        }
    }

    @Test(
        arguments: [
            ("1f-2 99", "1f-2", 99), ("1f-2 18446744073709551616", nil, 0), ("1f-2", nil, 0), (" 9", nil, 0),
            ("../x 9", nil, 0), ("1f-2 9 9", nil, 0), ("1F-2 9", nil, 0), ("", nil, 0),
        ] as [(String, String?, UInt64)])
    func `the mark on a directory is an id and an expiry`(text: String, id: String?, expires: UInt64) {
        let parsed = LeaseMark.parseAttribute(Array(text.utf8))

        #expect(parsed?.leaseID == id)
        if id != nil { #expect(parsed?.expires == expires) }
    }

    @Test func `a job is eight fields, each ended by NUL`() throws {
        let job = LeaseJob(sampleMark("web"), markPath: "/run/yagura/leases/1f-2")

        let expected =
            "1\u{0}1f-2\u{0}v2\u{0}42\u{0}2000000000\u{0}/sys/fs/cgroup/web\u{0}/run/yagura/leases/1f-2\u{0}1\u{0}"
        #expect(try job.message() == Array(expected.utf8))
    }

    @Test func `a timer names the time left and passes a dollar sign on`() {
        var mark = sampleMark("web")
        mark.directory = "/sys/fs/cgroup/a$HOME${x}"
        let command = TransientTimer(systemdRun: "/usr/bin/systemd-run")
            .command(for: LeaseJob(mark, markPath: "/m"), program: "/usr/libexec/yagura-lease", now: 500_000_001)

        #expect(command.prefix(2) == ["/usr/bin/systemd-run", "--quiet"])
        #expect(command.contains("--unit=yagura-lease-1f-2"))
        #expect(command.contains("--on-active=1500ms"))  // 1,499.999999 ms, rounded up
        let tail: [String] = [
            "--", "/usr/libexec/yagura-lease", "1", "1f-2", "v2", "42", "2000000000", "/sys/fs/cgroup/a$$HOME$${x}",
            "/m",
            "1",
        ]
        #expect(Array(command.suffix(10)) == tail)
    }

    @Test(arguments: [
        ("populated 1\nfrozen 1\n", true, true), ("populated 1\nfrozen 0\n", true, false), ("", false, false),
        ("frozen 10\npopulated 1", true, false), ("populated 0\nfrozen 1\nother 7\n", false, true),
    ])
    func `cgroup events are read line by line`(text: String, isPopulated: Bool, isFrozen: Bool) {
        let events = CgroupEvents(Array(text.utf8))

        #expect(events.isPopulated == isPopulated)
        #expect(events.isFrozen == isFrozen)
    }

    @Test(
        arguments: [
            ("1 (a) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 5", 4711),
            ("1 (a) b) S) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12 5", 12),
            ("1 (a) S 0", nil), ("", nil), (")", nil),
        ] as [(String, UInt64?)])
    func `a process's start is found behind any name`(text: String, ticks: UInt64?) {
        #expect(ProcessStart.ticks(Array(text.utf8)) == ticks)
    }

    @Test func `hierarchies and directories are found in what the kernel lists`() {
        let mounts = """
            31 23 0:27 / /sys/fs/cgroup rw shared:4 - tmpfs tmpfs rw,mode=755
            36 31 0:32 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer
            37 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            38 31 0:34 /docker/1 /sys/fs/cgroup/unified rw shared:9 master:1 - cgroup2 cgroup2 rw
            39 31 0:34 / /odd\\040place rw - cgroup2 cgroup2 rw
            short line - cgroup2
            """
        let host = HostCgroups(mountinfo: Array(mounts.utf8))
        let membership = "6:freezer:/a/b\n4:memory:/m\n0::/docker/1/x\nnonsense\n0::/docker/10\n"

        #expect(host.hierarchies.map(\.mountPoint) == ["/sys/fs/cgroup/freezer", "/sys/fs/cgroup/unified"])
        #expect(host.homes == ["/sys/fs/cgroup/freezer"])
        #expect(
            host.directories(inText: Array(membership.utf8))
                == ["/sys/fs/cgroup/freezer/a/b", "/sys/fs/cgroup/unified/x"])
    }
}

func sampleMark(_ name: String) -> LeaseMark {
    let placement = CgroupPlacement(
        path: "/sys/fs/cgroup/web", inode: 42, freezerV1: nil, unified: "/sys/fs/cgroup/web")
    let target = ResponseTarget(
        ContainerDescription(
            id: "4f2a", name: name, runtime: "docker", workload: WorkloadIdentity(scope: "host", name: name),
            cgroup: placement, initPid: 7, startBootNanoseconds: 9))
    return LeaseMark(
        leaseID: "1f-2", bootID: "b", since: 1, expires: 2_000_000_000, freezer: .v2, directory: "/sys/fs/cgroup/web",
        inode: 42, isAttributed: true, target: target, owner: .policy("stop \(name)"), reason: "r\n\(name)",
        alertID: "a")
}

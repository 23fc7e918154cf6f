import Testing

@testable import LinuxKernel

@Suite struct ProcParserTests {
    /// Linux 6.18, `cat /proc/<pid>/stat`, with the name replaced.
    static func stat(name: String, parent: String = "1", start: String = "305017") -> [UInt8] {
        let tail =
            "S \(parent) 77 77 34816 -1 4194304 94 0 0 0 12 34 0 0 20 0 3 0 \(start) 3309568 231 18446744073709551615"
        return Array("42 (\(name)) \(tail) 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n".utf8)
    }

    @Test(arguments: ["sh", "a b", "a) S 1 (b", ")", "((", "", "tab\there", "é"])
    func `a name cannot forge the fields after it`(name: String) {
        let bytes = Self.stat(name: name)

        let stat = ProcStat(bytes.span)

        #expect(stat?.pid == 42)
        #expect(stat?.name == Array(name.utf8))
        #expect(stat?.parent == 1)
        #expect(stat?.terminal == 34816)
        #expect(stat?.threads == 3)
        #expect(stat?.startBootNanoseconds == 3_050_170_000_000)
    }

    @Test func `a cut or absurd stat line is nothing`() {
        let whole = Self.stat(name: "x) y", start: "305017")
        var lengths: [Int] = []
        for length in 0..<whole.count {
            let cut = Array(whole[..<length])
            if let stat = ProcStat(cut.span) {
                lengths.append(length)
                #expect(stat.startTicks == 305017)
            }
        }
        #expect(!lengths.isEmpty)
        for start in ["-1", "99999999999999999999", "x"] {
            let bytes = Self.stat(name: "x", start: start)
            let stat = ProcStat(bytes.span)
            #expect(stat == nil)
        }
        let bytes = Self.stat(name: "x", parent: "4294967296")
        let stat = ProcStat(bytes.span)
        #expect(stat == nil)
    }

    @Test func `reads ids and rights from status`() {
        let bytes = Array(
            """
            Name:\tsh\\n\nUid:\t1000\t0\t0\t0\nGid:\t5\t6\t6\t6\nNSpid:\t42\t7\nCapPrm:\t000001ffffffffff
            CapEff:\t0000000000000400\nCapBnd:\tzz\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n
            """.utf8)

        let status = ProcStatus(bytes.span)

        #expect(status?.realUser == 1000 && status?.effectiveUser == 0)
        #expect(status?.realGroup == 5 && status?.effectiveGroup == 6)
        #expect(status?.effectiveCapabilities == 1 << 10 && status?.permittedCapabilities == 0x1ff_ffff_ffff)
        #expect(status?.boundingCapabilities == 0)
        #expect(status?.hasNoNewPrivileges == true && status?.seccompMode == 2 && status?.innerPid == 7)
        let empty: [UInt8] = []
        let nothing = ProcStatus(empty.span)
        #expect(nothing == nil)
    }

    @Test(arguments: [
        ("0::/\n", "/", nil as String?, false),
        ("0::/system.slice/a b:c.scope\n", "/system.slice/a b:c.scope", nil, false),
        ("0::/gone (deleted)\n", "/gone", nil, true),
        ("6:freezer:/docker/x\n5:cpu,cpuacct:/y\n0::/u\n", "/u", "/docker/x", false),
        ("6:freezer:/v1only\n", nil, "/v1only", false),
        ("0::relative\n::/\nx:y\n0:\n0::", nil, nil, false),
        ("99999999999999999999::/\n", nil, nil, false),
    ])
    func `reads cgroup lines`(text: String, unified: String?, freezer: String?, isDeleted: Bool) {
        let bytes = Array(text.utf8)

        let cgroups = ProcessCgroups(bytes.span)

        #expect(cgroups.unified == unified)
        #expect(cgroups.controllers["freezer"] == freezer)
        #expect(cgroups.isDeleted == isDeleted)
    }

    @Test func `reads mounts with optional fields and escapes`() {
        let bytes = Array(
            #"""
            1 0 8:1 / / rw,relatime - ext4 /dev/root rw
            2 1 0:50 / / rw,relatime shared:1 master:2 - overlay overlay rw,lowerdir=/l1:/l2,upperdir=/up\040per\134,x,workdir=/w
            3 2 259:131072 /a\134b /mnt/x\012y ro propagate_from:3 - tmpfs none rw
            4 2 0:51 / /end\04 rw - tmpfs tmpfs rw
            short line - x
            5 2 x:y / /bad rw - tmpfs tmpfs rw

            """#.utf8)

        let table = MountTable(bytes.span)

        #expect(table.entries.map(\.id) == [1, 2, 3, 4])
        #expect(table.rootUpperDirectory == "/up per,x")
        #expect(table.entries[2].root == #"/a\b"#)
        #expect(table.entries[2].mountPoint == "/mnt/x\ny")
        #expect(table.entries[2].device == packDevice(major: 259, minor: 131072))
        #expect(table.entries[3].mountPoint == #"/end\04"#)
    }

    @Test(arguments: [
        (["cgroup2 cgroup2 rw,nsdelegate"], CgroupLayout.Version.unified),
        (["cgroup cgroup rw,freezer", "cgroup2 cgroup2 rw"], .hybrid),
        (["cgroup cgroup rw,cpu,cpuacct", "cgroup cgroup rw,xattr,name=systemd"], .legacy),
        (["tmpfs tmpfs rw"], nil),
    ])
    func `tells the layout from the mounts`(mounts: [String], version: CgroupLayout.Version?) {
        let lines = mounts.enumerated().map { "\($0 + 1) 1 0:\($0) / /sys/fs/cgroup/\($0) rw - \($1)\n" }
        let bytes = Array(lines.joined().utf8)

        let layout = CgroupLayout(MountTable(bytes.span))

        #expect(layout.version == version)
        #expect(!layout.controllers.keys.contains("rw") && !layout.controllers.keys.contains("xattr"))
    }

    @Test func `maps a cgroup path to its directory, and no path that climbs`() {
        let bytes = Array("1 1 0:1 / /c/u rw - cgroup2 x rw\n2 1 0:2 / /c/f rw - cgroup x rw,freezer\n".utf8)

        let layout = CgroupLayout(MountTable(bytes.span))

        #expect(layout.directory(of: "/a/b") == "/c/u/a/b")
        #expect(layout.directory(of: "/", controller: "freezer") == "/c/f")
        #expect(layout.directory(of: "/a", controller: "memory") == nil)
        #expect(layout.directory(of: "/../x") == nil)
        #expect(layout.directory(of: "x") == nil)
    }

    @Test func `records of directories and inotify stop where they do not fit`() {
        for seed in 0..<200 {
            let bytes = (0..<64).map { UInt8(truncatingIfNeeded: ($0 &* 37 &+ seed) &* (seed % 7)) }
            forEachDirectoryRecord(bytes.span) { _ in }
            forEachInotifyRecord(bytes.span) { _, _, _ in }
            let rule = AuditRule(bytes.span)
            #expect(rule == nil)
        }
    }
}

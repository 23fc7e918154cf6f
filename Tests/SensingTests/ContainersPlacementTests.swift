import BehaviourModel
import Testing

@testable import Sensing

@Suite struct ContainersPlacementTests {
    @Test func `reads mounts`() {
        let table = MountTable(ContainersFixtures.mountinfo)

        #expect(table.entries.count == 6)
        #expect(table.entry(at: "/")?.option("upperdir") == "/srv/\(ContainersFixtures.layer)/diff")
        #expect(table.entry(at: "/etc/hosts")?.type == "ext4")
    }

    @Test(arguments: [
        (#"1 2 0:1 / /a\040b rw - tmpfs t rw"#, "/a b"), (#"1 2 0:1 / /a\134b rw - tmpfs t rw"#, #"/a\b"#),
        (#"1 2 0:1 / /a\9b rw - tmpfs t rw"#, #"/a\9b"#), (#"1 2 0:1 / /a\ rw - tmpfs t rw"#, #"/a\"#),
        (#"1 2 0:1 / /a rw shared:1 master:2 - tmpfs t"#, "/a"),
    ])
    func `reads names as the kernel writes them`(line: String, point: String) {
        #expect(MountTable(line).entries.map(\.point) == [point])
    }

    @Test(arguments: ["", " ", "1 2 3", "1 2 0:1 / /a rw -", "1 2 0:1 / /a rw tmpfs t rw x y z", "\n\n-"])
    func `leaves out lines of another form`(line: String) {
        #expect(MountTable(line).entries.isEmpty)
    }

    @Test func `keeps commas in an upper folder's name`() {
        let table = MountTable(#"1 2 0:1 / / rw - overlay o rw,lowerdir=/l,upperdir=/a\134,b,workdir=/w"#)

        #expect(table.entry(at: "/")?.option("upperdir") == "/a,b")
        #expect(table.entry(at: "/")?.option("nothing") == nil)
    }

    @Test(
        arguments: [
            ("1 1 0:1 / /sys/fs/cgroup rw - cgroup2 c rw", "/sys/fs/cgroup", nil),
            (
                "1 1 0:1 / /sys/fs/cgroup/unified rw - cgroup2 c rw\n1 1 0:1 / /sys/fs/cgroup/freezer rw - cgroup c rw,freezer",
                "/sys/fs/cgroup/unified", "/sys/fs/cgroup/freezer"
            ),
            ("1 1 0:1 / /sys/fs/cgroup/all rw - cgroup c rw,cpu,freezer", nil, "/sys/fs/cgroup/all"),
            ("1 1 0:1 /docker/x /sys/fs/cgroup/freezer rw - cgroup c rw,freezer", nil, nil),
        ] as [(String, String?, String?)])
    func `tells v1, v2 and hybrid hosts apart`(mounts: String, unified: String?, freezer: String?) {
        #expect(CgroupHierarchies(MountTable(mounts)) == CgroupHierarchies(unified: unified, freezer: freezer))
    }

    @Test func `reads a process's cgroups, from text and without a copy`() {
        let text = "9:name=systemd:/s\n6:cpu,freezer:/f/a:b\n0::/u\n5:prefreezer:/no\n"
        let bytes = Array(text.utf8)
        let lines = CgroupLines(bytes.span)

        #expect(ProcessCgroups(text).unified == "/u" && ProcessCgroups(text).freezer == "/f/a:b")
        #expect(Self.string(bytes.span.part(lines.unified)) == "/u")
        #expect(Self.string(bytes.span.part(lines.freezer)) == "/f/a:b")
    }

    @Test(arguments: ["", ":", "::", "0:", "0::", "\n", "0:freezer", ":::::", "0::/\u{0}x", "freezer:freezer:freezer"])
    func `survives other texts`(text: String) {
        let bytes = Array(text.utf8)
        let lines = CgroupLines(bytes.span)

        #expect(bytes.span.part(lines.unified).count <= bytes.count)
        #expect(bytes.span.part(lines.freezer).count <= bytes.count)
    }

    @Test(
        arguments: [
            ("/docker/abc", 7), ("/docker/abc/nested/deep", 7), ("/docker/abcd", 0), ("/docker", 0), ("/", 0), ("", 0),
            ("/docker/abc/", 7), ("docker/abc", 0),
        ] as [(String, UInt64)])
    func `finds the container above a path`(path: String, cgroup: UInt64) {
        var index = ContainerIndex(seed: 3)
        index.add("/docker/abc", in: .unified, cgroup: 7)
        let bytes = Array(path.utf8)

        #expect(index.cgroup(of: bytes.span, in: .unified) == cgroup)
        #expect(index.cgroup(of: bytes.span, in: .freezer) == 0)
    }

    @Test(arguments: [
        ("/a (deleted)", "/a"), ("/a", "/a"), (" (deleted)", " (deleted)"), ("/a(deleted)", "/a(deleted)"),
    ])
    func `takes off the mark of a removed cgroup`(path: String, expected: String) {
        let bytes = Array(path.utf8)

        #expect(Self.string(bytes.span.withoutDeletedMark) == expected)
    }

    @Test(
        arguments: [
            ("7 (sh) S 1 7 7 34816 7 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4242 1 1", 1, 34816, 4242),
            ("7 (a) R 1 ) S 9) Z 3 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 77", 3, 0, 77),
        ] as [(String, Int32, Int32, UInt64)])
    func `reads a process's state behind its hostile name`(text: String, parent: Int32, terminal: Int32, start: UInt64)
    {
        let bytes = Array(text.utf8)
        let stat = ProcessStat(bytes.span)

        #expect(stat?.parentPid == parent && stat?.terminal == terminal && stat?.startTicks == start)
    }

    @Test(arguments: ["", ")", "7 (sh", "7 (sh) S", "7 (sh) S 1 x", "7 (sh) S 99999999999999999999 1 1 1", "1) S  "])
    func `refuses what the kernel would not write`(text: String) {
        let bytes = Array(text.utf8)

        #expect(ProcessStat(bytes.span) == nil)
    }

    private static func string(_ span: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        for index in span.indices { bytes.append(span[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import BehaviourModel
import Testing

@testable import Sensing

@Suite struct ContainersPlacementTests {
    @Test func `reads a process's cgroups without a copy`() {
        let text = "9:name=systemd:/s\n6:cpu,freezer:/f/a:b\n0::/u\n5:prefreezer:/no\n"
        let bytes = Array(text.utf8)
        let lines = CgroupLines(bytes.span)

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

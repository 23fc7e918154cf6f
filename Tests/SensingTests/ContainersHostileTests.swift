import BehaviourModel
import Glibc
import TestSupport
import Testing

@testable import Sensing

/// State folders that someone hostile, or a crash, has left: counted, worded, and nothing else is disturbed.
@Suite struct ContainersHostileTests {
    private static let good =
        #"{"init_process_pid": 1, "init_process_start": 1, "config": {}, "cgroup_paths": {"": "/x"}}"#

    @Test(arguments: [
        "", "{", String(repeating: "[", count: 100_000), good + "x", "\u{0}", #"{"a":1,"a":2}"#,
        #"{"init_process_pid": 1e400}"#, "\"" + String(repeating: "x", count: 200_000),
    ])
    func `counts a damaged state file and goes on`(text: String) throws {
        let scratch = try ScratchFolder()
        try makeFolder("\(scratch.path)/bad")
        try writeFile("\(scratch.path)/bad/state.json", text)

        let probe = try Self.probe(scratch)

        #expect(probe.finder.problems.count >= 1 && probe.batch.containers.isEmpty)
        #expect(
            probe.finder.problems.latest.allSatisfy {
                $0.description.hasPrefix(scratch.path) || $0.path.contains("bad")
            })
    }

    @Test func `refuses a file larger than any runtime writes`() throws {
        let scratch = try ScratchFolder()
        try makeFolder("\(scratch.path)/huge")
        try writeFile("\(scratch.path)/huge/state.json", "{}")
        #expect(truncate("\(scratch.path)/huge/state.json", off_t(StateFile.byteLimit) * 1000) == 0)

        let probe = try Self.probe(scratch)

        #expect(probe.finder.problems.latest.first?.reason.contains("larger than") == true)
    }

    @Test func `follows no link and waits for no writer`() throws {
        let scratch = try ScratchFolder()
        let root = "\(scratch.path)/run"
        for name in ["linked", "fifo", "folder"] { try makeFolder("\(root)/\(name)") }
        try makeFolder("\(scratch.path)/elsewhere/state")
        try writeFile("\(scratch.path)/elsewhere/state/state.json", Self.good)
        #expect(symlink("\(scratch.path)/elsewhere/state/state.json", "\(root)/linked/state.json") == 0)
        #expect(symlink("\(scratch.path)/elsewhere/state", "\(root)/whole") == 0)
        #expect(mkfifo("\(root)/fifo/state.json", 0o600) == 0)
        try makeFolder("\(root)/folder/state.json")

        var probe = try Self.probe(scratch, root: root)

        #expect(probe.batch.containers.isEmpty)
        #expect(probe.finder.problems.count == 3, "\(probe.finder.problems.latest)")
        probe.finder.consider(StateKey(folder: 0, id: "whole"), into: &probe.batch)
        probe.finder.consider(StateKey(folder: 0, id: "../elsewhere/state"), into: &probe.batch)
        probe.finder.consider(StateKey(folder: 0, id: ".."), into: &probe.batch)
        #expect(probe.batch.containers.isEmpty)
    }

    @Test func `survives names that are not text`() throws {
        let scratch = try ScratchFolder()
        for name: [CChar] in [[0x66, -1, -2, 0], [10, 27, 91, 0]] {
            let path = Array(scratch.path.utf8CString.dropLast()) + [47] + name
            #expect(mkdir(path, 0o755) == 0)
        }

        let probe = try Self.probe(scratch)

        #expect(probe.batch.containers.isEmpty)
        for name: [CChar] in [[0x66, -1, -2, 0], [10, 27, 91, 0]] {
            rmdir(Array(scratch.path.utf8CString.dropLast()) + [47] + name)
        }
    }

    private static func probe(_ scratch: ScratchFolder, root: String? = nil) throws -> FinderProbe {
        var roots = RuntimeRoots.none
        roots.runc = [root ?? scratch.path]
        return try FinderProbe(roots)
    }
}

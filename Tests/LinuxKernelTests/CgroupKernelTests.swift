import Glibc
import LinuxKernel
import TestSupport
import Testing

private let root = try? CgroupLayout.current().unified

@Suite(.enabled(if: getuid() == 0 && root != nil, "needs root and a cgroup v2 hierarchy"))
struct CgroupKernelTests {

    @Test func `lists the processes of a cgroup, follows its events, and says when it is gone`() throws {
        let root = try #require(root)
        let path = "\(root)/yagura-kernel-test-\(getpid())"
        try Directory.working.make(path, mode: 0o755)
        let child = try spawn(["/bin/sleep", "60"])
        var isReaped = false
        defer {
            if !isReaped {
                kill(child, SIGKILL)
                reap(child)
            }
            _ = eventually(within: 1) { (try? Directory.working.removeDirectory(path)) != nil }
        }
        let box = try #require(try CgroupBox(CgroupDirectory.open(path)))
        var list = CgroupProcessList()

        let before = try box.cgroup.events()
        let wasWritten = try box.cgroup.write("\(child)", to: "cgroup.procs")
        _ = try list.read(box.cgroup)
        let pids = list.pids
        let during = try box.cgroup.events()
        kill(child, SIGKILL)
        reap(child)
        isReaped = true
        #expect(try eventually { try box.cgroup.events()?.isPopulated != true })
        let wasRemoved = try Directory.working.removeDirectory(path)
        let isThere = try list.read(box.cgroup)
        let canWrite = try box.cgroup.write("0", to: "cgroup.freeze")

        #expect(before?.isPopulated == false && before?.isFrozen == false)
        #expect(wasWritten && pids == [child])
        #expect(during?.isPopulated == true && during?.isFrozen == false)
        #expect(wasRemoved && !isThere && !canWrite)
        let again = try CgroupDirectory.open(path) == nil
        #expect(again)
        let inode = try Directory.working.status(root).inode
        #expect(box.cgroup.id != inode && box.cgroup.id != 0)
    }
}

final class CgroupBox {
    let cgroup: CgroupDirectory
    init?(_ cgroup: consuming CgroupDirectory?) {
        guard let cgroup else { return nil }
        self.cgroup = cgroup
    }
}

import BehaviourModel
import Glibc
import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

/// What may be watched as a canary, and for how long: real cgroups and processes.
@Suite(.serialized, .enabled(if: Requirement.isRoot, "needs root"))
struct CanaryTests {
    @Test(arguments: [
        ("/sys/fs/cgroup/unified/yagura-canary-0123456789abcdef", "0123456789abcdef"),
        ("/sys/fs/cgroup/unified/yagura-canary-0123456789ABCDEF", nil),
        ("/sys/fs/cgroup/unified/yagura-canary-0123", nil),
        ("/sys/fs/cgroup/unified/yagura-canary-0123456789abcdef/x", nil),
        ("/sys/fs/cgroup/unified/docker/yagura-canary-0123456789abcdef", nil),
        ("/sys/fs/cgroup/unified/../yagura-canary-0123456789abcdef", nil),
        ("/sys/fs/cgroup/freezer/yagura-canary-0123456789abcdef", nil),
        ("/sys/fs/cgroup/unified/docker-0123456789abcdef", nil),
        ("yagura-canary-0123456789abcdef", nil), ("", nil), ("/", nil),
    ])
    func `only a name below the prefix, directly below the root, is a canary's`(path: String, id: String?) {
        let mounts = """
            1 0 0:1 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            2 0 0:2 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer

            """
        let layout = CgroupLayout(MountTable(Array(mounts.utf8).span))

        #expect(CanaryRequest(cgroup: path, initPid: 2, askerPid: 1).id(in: layout) == id)
    }

    @Test func `a v1 host has its canaries in freezer`() {
        let mounts = "2 0 0:2 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
        let layout = CgroupLayout(MountTable(Array(mounts.utf8).span))
        let path = "/sys/fs/cgroup/freezer/yagura-canary-0123456789abcdef"

        #expect(CanaryRequest(cgroup: path, initPid: 2, askerPid: 1).id(in: layout) == "0123456789abcdef")
    }

    @Test func `watches one canary, and forgets it when its process ends`() throws {
        let cage = try Cage()
        var probe = try FinderProbe(.none)
        let request = CanaryRequest(cgroup: cage.path, initPid: cage.pid, askerPid: getpid())

        let start = try probe.finder.startCanary(request, into: &probe.batch)
        #expect(start.id == cage.id)
        let description = try #require(probe.batch.containers.first)
        #expect(description.isCanary)
        #expect(description.workload == .canary)
        #expect(description.isInfrastructure)
        #expect(throws: CanaryRefusal.self) { try probe.finder.startCanary(request, into: &probe.batch) }

        cage.kill()
        #expect(try probe.wait(for: .containerEnded)?.cgroup == description.cgroup.inode)
        #expect(probe.finder.count == 0)
        #expect(probe.finder.canary == nil)
    }

    @Test func `ends when its asker wants no more, and after a minute`() throws {
        let cage = try Cage()
        var probe = try FinderProbe(.none)
        let request = CanaryRequest(cgroup: cage.path, initPid: cage.pid, askerPid: getpid())
        let start = try probe.finder.startCanary(request, into: &probe.batch)

        probe.finder.endCanary("another")
        #expect(probe.finder.canary != nil)
        probe.finder.endCanary(start.id)
        #expect(try probe.wait(for: .containerEnded) != nil)

        probe.batch.removeAll()
        _ = try probe.finder.startCanary(request, into: &probe.batch)
        let cgroup = try #require(probe.finder.canary?.cgroup)
        probe.finder.canary = RunningCanary(id: start.id, cgroup: cgroup, deadlineBootNanoseconds: 0)
        #expect(try probe.wait(for: .containerEnded) != nil)
        #expect(probe.finder.canary == nil)
    }

    @Test func `refuses what is not the asker's own, not alone, or not in it`() throws {
        let cage = try Cage()
        var probe = try FinderProbe(.none)

        #expect(probe.refusal(CanaryRequest(cgroup: cage.path, initPid: cage.pid, askerPid: 1)).contains("asker's own"))
        #expect(
            probe.refusal(CanaryRequest(cgroup: cage.path, initPid: getpid(), askerPid: getppid())).contains(
                "is not in"))
        #expect(
            probe.refusal(CanaryRequest(cgroup: cage.path, initPid: 4_194_303, askerPid: getpid())).contains(
                "has ended"))
        #expect(
            probe.refusal(CanaryRequest(cgroup: cage.path + "0", initPid: 2, askerPid: getpid())).contains("no cgroup"))
        let other = try Command(["sleep", "60"])
        defer { other.signal(SIGKILL) }
        try writeFile("\(cage.path)/cgroup.procs", "\(other.pid)")
        #expect(
            probe.refusal(CanaryRequest(cgroup: cage.path, initPid: cage.pid, askerPid: getpid())).contains(
                "others than"))
        #expect(probe.finder.count == 0)
        #expect(probe.batch.containers.isEmpty)
        other.signal(SIGKILL)
        _ = other.wait(seconds: 5)
    }
}

/// A cgroup with a canary's name and one process of ours in it.
private final class Cage {
    let id: String
    let path: String
    private let process: Command
    var pid: pid_t { process.pid }

    init() throws {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        id = String(repeating: "0", count: 16 - digits.count) + digits
        path = "\(try #require(CanaryRequest.folder(in: try CgroupLayout.current())))/yagura-canary-\(id)"
        try makeFolder(path)
        process = try Command(["sleep", "60"])
        try writeFile("\(path)/cgroup.procs", "\(process.pid)")
    }

    func kill() {
        process.signal(SIGKILL)
        _ = process.wait(seconds: 5)
    }

    deinit {
        kill()
        _ = eventually(within: 5) { rmdir(path) == 0 || errno == ENOENT }
    }
}

extension FinderProbe {
    /// Why it is not watched; empty when it is.
    fileprivate mutating func refusal(_ request: CanaryRequest) -> String {
        do throws(CanaryRefusal) {
            _ = try finder.startCanary(request, into: &batch)
            return ""
        } catch {
            return error.description
        }
    }
}

import Glibc
import LinuxKernel
import Testing

@Suite struct ProcessKernelTests {
    @Test func `a pidfd tells of a child's life and end`() throws {
        let child = try spawn(["/bin/sleep", "60"])
        let box = try #require(try PidfdBox(Pidfd.open(child)))

        #expect(try !box.pidfd.hasEnded())
        if case .process(let facts) = try box.pidfd.facts() {
            #expect(facts.pid == child)
            #expect(facts.parent == getpid())
            #expect(facts.effectiveUser == geteuid())
        }
        #expect(try box.pidfd.send(.kill))
        #expect(try box.pidfd.hasEnded(within: .seconds(5)))
        reap(child)

        #expect(try !box.pidfd.send(.kill))
        let last = try box.pidfd.facts()
        #expect(last == .ended || last == .unsupported)
        let again = try Pidfd.open(child) == nil
        #expect(again)
    }

    @Test func `reads this process's own directory`() throws {
        let box = try #require(try ProcBox(ProcDirectory.open(getpid())))

        let stat = try #require(try box.proc.stat())
        let status = try #require(try box.proc.status())

        #expect(stat.pid == getpid() && stat.parent == getppid())
        #expect(stat.startBootNanoseconds <= KernelClock.bootNanoseconds)
        #expect(status.effectiveUser == geteuid())
        #expect(try box.proc.executable() == Directory.working.link("/proc/self/exe"))
        #expect(try box.proc.executableStatus()?.isRegular == true)
        #expect(try box.proc.commandLine()?.last == 0)
        #expect(try box.proc.namespace(.mount) != nil)
        #expect(try box.proc.mounts()?.root != nil)
        #expect(try box.proc.cgroups() != nil)
    }

    @Test func `what has ended is nil, never another process`() throws {
        let child = try spawn(["/bin/true"])
        let box = try #require(try ProcBox(ProcDirectory.open(child)))
        reap(child)

        #expect(try box.proc.stat() == nil)
        #expect(try box.proc.executable() == nil)
        #expect(try box.proc.mounts() == nil)
        let none = try ProcDirectory.open(child) == nil
        #expect(none)
    }

    @Test func `inotify names what appears and goes`() throws {
        try withScratch { folder in
            var inotify = try Inotify()
            let watch = try inotify.add(folder.path, [.created, .deleted, .onlyDirectory])
            #expect(watch != nil)

            try folder.make("sub")
            try folder.removeDirectory("sub")
            var seen: [(Int32, InotifyEvents, Int)] = []
            let outcome = try inotify.drain { seen.append(($0, $1, $2.count)) }

            #expect(outcome.losses == 0)
            #expect(seen.count == 2 && seen.allSatisfy { $0.0 == watch && $0.2 == 3 })
            #expect(seen.first?.1 == [.created, .isDirectory])
            let missing = try inotify.add("\(folder.path)/none", .created)
            #expect(missing == nil)
        }
    }
}

/// Optional noncopyables do not go through `#require`.
final class PidfdBox {
    let pidfd: Pidfd
    init?(_ pidfd: consuming Pidfd?) {
        guard let pidfd else { return nil }
        self.pidfd = pidfd
    }
}

final class ProcBox {
    let proc: ProcDirectory
    init?(_ proc: consuming ProcDirectory?) {
        guard let proc else { return nil }
        self.proc = proc
    }
}

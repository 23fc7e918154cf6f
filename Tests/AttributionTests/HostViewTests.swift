import BehaviourModel
import Testing

@testable import Attribution

@Suite struct HostViewTests {
    @Test func `attributes the first program of a container, and its children by lineage`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))

        host.exec(100, "/bin/httpd")
        let first = try #require(host.view.events.first)
        host.fork(100, 101)
        host.auditExec(101, "/bin/sh", ["sh", "-c", "id"], parent: 100)
        let child = try #require(host.view.events.first)

        #expect(first.isRuntimeStarted && first.processOrigin == .service)
        #expect(host.text(child.executable) == "/bin/httpd@image")
        #expect(host.text(child.subject) == "/bin/sh@image")
        #expect(!child.isRuntimeStarted && child.episode == first.episode)
        #expect(host.view.process(101)?.arguments == ["sh", "-c", "id"])
        #expect(host.view.process(101)?.lineage == ["/bin/httpd@image"])
    }

    @Test func `leaves processes of the host alone`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))

        host.fork(1, 50)
        host.exec(50, "/bin/true", cgroup: 0)

        #expect(host.view.events.isEmpty)
        #expect(host.view.processCount == 0)
    }

    @Test func `opens a session for what the runtime starts later`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")

        host.exec(200, "/bin/sh")

        #expect(host.view.events.map(\.kind) == [.sessionOpened, .exec])
        #expect(host.view.events.allSatisfy { $0.processOrigin == .exec })
    }

    @Test func `attributes audit records that come after the process has ended`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.connectorExec(100, cgroup: ObservedHost.cgroup)
        host.exit(100)

        host.auditExec(100, "/bin/true")

        #expect(host.view.events.map(\.kind) == [.exec])
    }

    @Test func `a process that executes after its first thread has ended stays what it was`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.fork(100, 101)
        host.exit(101)

        // execve from another thread: the kernel tells of the first one's end, then of the program under the same pid.
        host.connectorExec(101, parent: 100, cgroup: ObservedHost.cgroup)
        host.auditExec(101, "/memfd:x (deleted)", parent: 100, origin: .memory)

        let event = try #require(host.view.events.first)
        #expect(event.processOrigin == .service)
        #expect(!event.isRuntimeStarted && event.subjectOrigin == .memory)
        #expect(host.view.processCount(in: event.container) == 2)
        #expect(host.view.events.map(\.kind) == [.exec])
    }

    @Test func `a snapshot that finds a pid used again finds another process`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.say(.listened) { batch, observation in
            observation.pid = 100
            observation.detail = batch.append(bytes: [2, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        }
        let old = try #require(host.view.process(100)).key
        func see(_ start: UInt64) {
            host.say(.processSeen) { batch, observation in
                observation.pid = 100
                observation.parentPid = 1
                observation.cgroup = ObservedHost.cgroup
                observation.flags = .cgroupKnown
                observation.startBootNanoseconds = start
                observation.path = batch.append(bytes: Array("/bin/cat".utf8))
            }
        }

        see(old.startBootNanoseconds - 9_000_000)
        #expect(try #require(host.view.process(100)).key == old, "the clock tick before it is the same process")
        see(old.startBootNanoseconds + 60_000_000_000)
        let new = try #require(host.view.process(100)).key
        host.fork(100, 102)
        host.auditExec(102, "/bin/ls", parent: 100)

        #expect(new != old)
        #expect(host.view.events.first?.isNetworkFacing == false)
    }

    @Test func `never takes the runtime's own steps for acts of the container`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))

        host.connectorExec(100, cgroup: ObservedHost.cgroup)
        host.auditExec(100, "/memfd:runc_cloned:/proc/self/exe (deleted)", origin: .memory)
        #expect(host.view.events.isEmpty)
        host.auditExec(100, "/bin/httpd")

        let event = try #require(host.view.events.first)
        #expect(event.isRuntimeStarted)
        #expect(event.executable == .empty)
    }

    @Test func `counts memory-backed programs of the container itself`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.fork(100, 101)

        host.auditExec(101, "/memfd:runc_cloned:/proc/self/exe (deleted)", parent: 100, origin: .memory)

        #expect(host.view.events.map(\.subjectOrigin) == [.memory])
    }

    @Test func `says once that a process left its cgroup`() {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.fork(100, 101)

        host.connectorExec(101, parent: 100, cgroup: 0)
        #expect(host.view.events.map(\.kind) == [.leftCgroup])
        host.connectorExec(101, parent: 100, cgroup: 0)
        #expect(host.view.events.isEmpty)
    }

    @Test func `calls the children of a listener network-facing`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.fork(100, 101)
        host.say(.listened, sensor: .audit) { _, observation in observation.pid = 100 }

        host.auditExec(101, "/bin/sh", parent: 100)

        #expect(try #require(host.view.events.first).isNetworkFacing)
    }

    @Test func `begins an episode with what an old process starts`() throws {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/cron")
        host.fork(100, 101)
        host.auditExec(101, "/bin/a", parent: 100)
        let young = try #require(host.view.events.first).episode

        host.now += 700_000_000_000
        host.fork(100, 102)
        host.auditExec(102, "/bin/a", parent: 100)
        let late = try #require(host.view.events.first).episode

        #expect(young != late)
    }

    @Test func `forgets ended processes and keeps memory flat over a thousand containers`() {
        var host = ObservedHost()
        for number in 0..<1_000 {
            let pid = Int32(1_000 + number)
            host.start(ObservedHost.container("c\(number)", cgroup: UInt64(10_000 + number)))
            host.exec(pid, "/bin/job-\(number)", cgroup: UInt64(10_000 + number))
            host.exit(pid)
            let change = host.say(.containerEnded) { _, observation in observation.cgroup = UInt64(10_000 + number) }
            guard case .containerEnded(let key) = change else {
                Issue.record("container \(number) did not end")
                continue
            }
            host.now += 5_000_000_000
            host.view.forget(before: host.now - 2_000_000_000)
            host.view.removeContainer(key)
        }

        #expect(host.view.processCount <= 1)
        #expect(host.view.liveContainers.isEmpty)
    }

    @Test(arguments: [
        "/bin/a\nb", "/bin/\u{1B}[2J", "/bin/x@upper", String(repeating: "a", count: 4_095), "",
    ])
    func `survives hostile program names`(path: String) {
        var host = ObservedHost()
        host.start(ObservedHost.container("a"))
        host.exec(100, "/bin/httpd")
        host.fork(100, 101)

        host.auditExec(101, path, parent: 100)

        let text = host.view.events.first.map { host.text($0.subject) } ?? ""
        #expect(!text.contains("\n") && !text.contains("\u{1B}"))
    }
}

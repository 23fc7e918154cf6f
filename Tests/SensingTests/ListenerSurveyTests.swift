import Glibc
import LinuxKernel
import Testing

@testable import Sensing

/// On this process's own descriptors.
@Suite(.serialized) struct ListenerSurveyTests {
    @Test func `finds who holds a listening socket, a step at a time`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        let link = try Directory.working.link("/proc/self/fd/\(listener)")
        let inode = try #require(ListeningSockets.inode(link))
        let copies = (0..<300).map { _ in dup(listener) }
        defer { copies.forEach { close($0) } }
        var survey = ListenerSurvey(7, pids: [1 << 29, getpid()], addresses: [inode: [2, 0]])
        var owners: [ListeningSockets.Owner] = []
        var steps = 1

        // A deadline that is over: each step does the least.
        while survey.step(until: 0, found: { owners.append($0) }) { steps += 1 }

        #expect(owners == [.init(pid: getpid(), address: [2, 0])])
        #expect(steps >= 4, "300 descriptors and more, 64 a step")
        #expect(!survey.isCut)
    }

    @Test func `ends at its quota and says that it is cut`() throws {
        let copies = (0..<100).map { _ in dup(2) }
        defer { copies.forEach { close($0) } }
        let pids = [Int32](repeating: getpid(), count: 1_000)
        var survey = ListenerSurvey(7, pids: pids, addresses: [1: [2, 0]])

        let isLeft = survey.step(until: .max) { _ in }

        #expect(!isLeft)
        #expect(survey.isCut)
    }

    @Test func `more processes than it looks at are said too`() {
        let survey = ListenerSurvey(7, pids: [Int32](repeating: 1 << 29, count: 1_025), addresses: [1: [2, 0]])

        #expect(survey.isCut)
    }

    @Test func `a folder's entries are read no further than asked`() throws {
        let folder = try Directory("/proc/self/fd")
        let copies = (0..<50).map { _ in dup(2) }
        defer { copies.forEach { close($0) } }

        #expect(try folder.entries(limit: 20).count == 20)
        #expect(try folder.entries(limit: 0).isEmpty)
        #expect(try folder.entries(limit: 100_000).count > 50)
    }
}

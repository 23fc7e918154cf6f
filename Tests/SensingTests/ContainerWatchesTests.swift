import LinuxKernel
import TestSupport
import Testing

@testable import Sensing

@Suite struct ContainerWatchesTests {
    private static func planned(isListed: Bool) throws -> ContainerWatches.Planned {
        ContainerWatches.Planned(
            rule: try #require(AuditRule.watch("/proc/1/root/etc/shadow", permissions: 4)), path: "/etc/shadow",
            status: nil, isListed: isListed)
    }

    /// This process's own root stands for a container's.
    @Test func `what the list names comes first, then so many of the files in its folders`() throws {
        let scratch = try ScratchFolder()
        for (folder, files) in [("a", 70), ("b", 60), ("c", 10)] {
            try makeFolder("\(scratch.path)/\(folder)")
            for file in 0..<files { try writeFile("\(scratch.path)/\(folder)/\(file)", "") }
        }
        try writeFile("\(scratch.path)/last", "")
        let names = ["a", "b", "c", "last"].map { "\(scratch.path)/\($0)" }
        let list = "all \(names[0])/\nall \(names[1])/\nall \(names[2])/\nread \(names[3])\n"

        let plan = ContainerWatches.plan(
            SensitivePaths.parse(list).paths, in: try ContainerRoot(initPid: OwnProcess.pid))

        #expect(plan.prefix(4).map(\.path) == names && plan.prefix(4).allSatisfy(\.isListed))
        let files = plan.dropFirst(4)
        #expect(files.count == ContainerWatches.filesPerContainer && !files.contains(where: \.isListed))
        #expect(names.dropLast().map { name in files.count { $0.path.hasPrefix("\(name)/") } } == [64, 60, 4])
    }

    @Test func `files in folders leave room for what the list names in other containers`() throws {
        let (listed, file) = (try Self.planned(isListed: true), try Self.planned(isListed: false))
        var watches = ContainerWatches()
        watches.hold(Array(repeating: file.rule, count: 2_040), of: 1, initPid: 1, startTicks: 1)

        #expect(watches.hasRoom(for: file, beside: 7) && !watches.hasRoom(for: file, beside: 8))
        #expect(watches.hasRoom(for: listed, beside: 2_055) && !watches.hasRoom(for: listed, beside: 2_056))
    }
}

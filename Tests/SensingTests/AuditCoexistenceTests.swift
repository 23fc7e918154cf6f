import BehaviourModel
import Glibc
import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite(
    .serialized,
    .enabled(if: AuditHost.isUsable && Requirement.program("auditd") == nil, "needs root, auditd, runc, busybox"))
struct AuditCoexistenceTests {
    /// A real auditd of the test's own, in the foreground, with its log in a scratch folder.
    private final class Auditd {
        let scratch: ScratchFolder
        private(set) var command: Command?

        init() throws {
            scratch = try ScratchFolder()
            try writeFile(
                "\(scratch.path)/auditd.conf",
                """
                local_events = yes
                write_logs = yes
                log_file = \(scratch.path)/audit.log
                log_format = RAW
                flush = NONE
                max_log_file = 8
                num_logs = 0
                max_log_file_action = IGNORE
                space_left = 1
                space_left_action = IGNORE
                admin_space_left = 0
                admin_space_left_action = IGNORE
                disk_full_action = IGNORE
                disk_error_action = IGNORE
                """, mode: 0o640)
            try makeFolder("\(scratch.path)/plugins.d")
        }

        func start() throws {
            command = try Command(["auditd", "-n", "-s", "nochange", "-c", scratch.path])
        }

        var isOwner: Bool {
            get throws {
                var control = try AuditControl()
                return try control.status().owner == command.map { UInt32($0.pid) }
            }
        }

        func waitUntilOwner(seconds: Double = 5) throws -> Bool {
            try eventually(within: seconds) { try command?.isRunning == true && isOwner }
        }

        func stop() {
            command?.signal(SIGTERM)
            _ = command?.wait(seconds: 5)
            command = nil
        }

        deinit { stop() }
    }

    @Test func `reads beside a living auditd, and excludes nothing there`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            let auditd = try Auditd()
            try auditd.start()
            try #require(try auditd.waitUntilOwner(), "auditd: \(auditd.command?.errors ?? "")")
            let settings = try HostAudit.settings().split(separator: "\n").filter { $0.hasPrefix("backlog") }

            var sensor = try AuditSensor.start(options)

            #expect(sensor.facts.mode == .multicast)
            #expect(try auditd.isOwner)
            let rules = try Command.must(["auditctl", "-l"])
            #expect(!rules.contains("exclude"))
            #expect(try HostAudit.settings().split(separator: "\n").filter { $0.hasPrefix("backlog") } == settings)
            // The kernel itself spares the socket's owner; as one reader of many the agent's rules must spare it.
            let own = try AuditHost.callInVain()
            try Command.must(["/bin/busybox", "true", "beside"])
            var sawOwn = false
            let beside = try lines.next(of: &sensor) { line in
                sawOwn = sawOwn || line.contains(own)
                return line.contains("true\\x00beside")
            }
            #expect(beside != nil && !sawOwn)
            #expect(sensor.stop() == [])
            auditd.stop()
        }
    }

    @Test func `gives the socket up to an auditd that comes later`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            var sensor = try AuditSensor.start(options)
            #expect(sensor.facts.mode == .owner)
            let generation = sensor.generation
            let auditd = try Auditd()

            // Its first try meets us in possession, and fails as auditd does.
            try auditd.start()
            _ = try lines.next(of: &sensor, seconds: 2) { _ in false }
            #expect(sensor.facts.mode == .multicast)
            #expect(sensor.generation == generation + 1)
            auditd.stop()

            try auditd.start()
            #expect(try auditd.waitUntilOwner())
            #expect(try !Command.must(["auditctl", "-l"]).contains("exclude"))
            try Command.must(["/bin/busybox", "true", "after"])
            #expect(try lines.next(of: &sensor) { $0.contains("true\\x00after") } != nil)
            #expect(sensor.stop() == [])
            auditd.stop()
        }
    }

    @Test func `told to leave audit to auditd, it adds nothing, whoever comes first`() throws {
        try AuditHost.use { options in
            var options = options
            options.besideAuditd = .nothing
            var lines = AuditLines()
            var sensor = try AuditSensor.start(options)
            #expect(try Command.must(["auditctl", "-l"]).contains("yagura"))
            let auditd = try Auditd()

            // Its first try fails, and makes us go.
            try auditd.start()
            _ = try lines.next(of: &sensor, seconds: 2) { _ in false }
            auditd.stop()
            #expect(sensor.facts.isLeft)
            #expect(SensorCoverage.families(readsProcesses: true, audit: sensor.facts) == .lineage)
            #expect(try !Command.must(["auditctl", "-l"]).contains("yagura"))
            // Nor are they taken for removed by somebody, and added again.
            _ = try lines.next(of: &sensor, seconds: 2) { _ in false }
            #expect(try !Command.must(["auditctl", "-l"]).contains("yagura"))
            #expect(sensor.stop() == [])

            try auditd.start()
            #expect(try auditd.waitUntilOwner())
            let before = try HostAudit.settings()
            #expect(throws: AuditRefusal.leftToAuditd(pid: auditd.command?.pid ?? 0)) {
                let sensor = try AuditSensor.start(options)
                sensor.stop()
            }
            #expect(try HostAudit.settings() == before)
            auditd.stop()
            // While audit is off no record shows the kernel that its owner is gone: the next one tells it.
            options.besideAuditd = .rules
            let next = try AuditSensor.start(options)
            #expect(next.stop() == [])
        }
    }

    @Test(arguments: [AuditSensor.Options.BesideAuditd.nothing, .rules])
    func `what a killed agent left is taken away beside an auditd that came since`(
        choice: AuditSensor.Options.BesideAuditd
    ) throws {
        try AuditHost.use { options in
            var options = options
            options.besideAuditd = choice
            let thread = try #require(RecordThread.find())
            let slice = try thread.sliceNanoseconds
            var control = try AuditControl()
            var left = SavedAuditSettings(try control.status(), bootId: try KernelClock.bootId(), exclusions: [1327])
            left.recordSlice = UInt32(clamping: slice)
            try makeFolder(options.stateFolder)
            try left.save(to: Directory(options.stateFolder))
            let stale = [AuditRule.exclusion(of: 1327), AuditRules(agent: 999_999).rules[0]]
            for rule in stale { try control.add(rule) }
            try thread.setSlice(RecordThread.shortSlice)
            let auditd = try Auditd()
            try auditd.start()
            try #require(try auditd.waitUntilOwner(), "auditd: \(auditd.command?.errors ?? "")")

            if choice == .nothing {
                #expect(throws: AuditRefusal.leftToAuditd(pid: auditd.command?.pid ?? 0)) {
                    let sensor = try AuditSensor.start(options)
                    sensor.stop()
                }
                #expect(try thread.sliceNanoseconds == slice)
                #expect(!fileExists("\(options.stateFolder)/\(SavedAuditSettings.fileName)"))
            } else {
                let sensor = try AuditSensor.start(options)
                #expect(try thread.sliceNanoseconds == slice)
                #expect(sensor.stop() == [])
            }
            let rules = try control.rules()
            #expect(!rules.contains { stale.contains($0) || $0.isOwn })
            auditd.stop()
            // While audit is off no record shows the kernel that its owner is gone: the next one tells it.
            options.besideAuditd = .rules
            let next = try AuditSensor.start(options)
            #expect(next.stop() == [])
        }
    }

    @Test func `rules that fill auditd's disk are withheld step by step, and come back`() throws {
        try AuditHost.use { options in
            var options = options
            // Six hundred events at once are too much, half of that after it.
            options.governor = AuditGovernor(rate: 1, firstPause: 1_000_000_000)
            var lines = AuditLines()
            let auditd = try Auditd()
            try auditd.start()
            try #require(try auditd.waitUntilOwner(), "auditd: \(auditd.command?.errors ?? "")")
            var sensor = try AuditSensor.start(options)
            let all = try Self.ownRules()

            try Self.execute(700)
            try Self.wait(for: .connections, of: &sensor, &lines)
            let rest = try Self.ownRules()
            #expect(rest.isStrictSubset(of: all) && !rest.isEmpty)
            #expect(!rest.contains { $0.contains("connect") } && rest.contains { $0.contains("execve") })
            #expect(SensorCoverage.families(readsProcesses: true, audit: sensor.facts) == .lineage)

            try Self.execute(400)
            try Self.wait(for: .everything, of: &sensor, &lines)
            #expect(try Self.ownRules() == [])

            try Self.wait(for: .nothing, of: &sensor, &lines)
            #expect(
                try eventually(within: 5) {
                    _ = try lines.next(of: &sensor, seconds: 0.2) { _ in false }
                    return try Self.ownRules() == all
                })
            #expect(sensor.stop() == [])
            auditd.stop()
        }
    }

    private static func ownRules() throws -> Set<String> {
        Set(
            try Command.must(["auditctl", "-l"]).split(separator: "\n").map(String.init).filter {
                $0.contains("yagura")
            })
    }

    private static func execute(_ times: Int) throws {
        try Command.must([
            "/bin/busybox", "sh", "-c", "i=0; while [ $i -lt \(times) ]; do /bin/busybox true; i=$((i+1)); done",
        ])
    }

    private static func wait(
        for restraint: AuditRestraint, of sensor: inout AuditSensor, _ lines: inout AuditLines
    ) throws {
        let isSo = try eventually(within: 20) {
            _ = try lines.next(of: &sensor, seconds: 0.2) { _ in false }
            return sensor.facts.restraint == restraint
        }
        try #require(isSo, "restraint is \(sensor.facts.restraint), not \(restraint)")
    }

    @Test(arguments: [(.rules, 0), (.rulesAndWatches, 3)] as [(AuditSensor.Options.BesideAuditd, Int)])
    func `files are watched beside auditd where it is told to`(
        choice: AuditSensor.Options.BesideAuditd, watches: Int
    ) throws {
        try AuditHost.use { options in
            var options = options
            options.besideAuditd = choice
            let auditd = try Auditd()
            try auditd.start()
            #expect(try auditd.waitUntilOwner())
            let host = try RuncHost()
            let container = try host.run(RuncBundle(name: "audit"))
            var sensor = try AuditSensor.start(options)

            #expect(sensor.containerStarted(cgroup: 7, initPid: try container.initPid) == watches)
            #expect(
                SensorCoverage.families(readsProcesses: true, audit: sensor.facts)
                    == (watches == 0 ? [.lineage, .connections] : .sensed))
            sensor.containerEnded(cgroup: 7)
            #expect(sensor.stop() == [])
            auditd.stop()
        }
    }
}

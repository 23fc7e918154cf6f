import BehaviourModel
import Glibc
import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: AuditHost.isUsable, AuditHost.needs)) struct AuditSensorTests {
    @Test func `sees what a real container does`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            let host = try RuncHost()
            let container = try host.run(RuncBundle(name: "audit"))
            var sensor = try AuditSensor.start(options)
            #expect(sensor.facts.mode == .owner)
            #expect(sensor.facts.refusals.isEmpty)
            // What is not there yet may come; /no cannot be watched for.
            #expect(sensor.containerStarted(cgroup: 7, initPid: try container.initPid) == 3)

            try container.exec(["/bin/cat", "/etc/shadow"])
            let exec = try lines.next(of: &sensor) { $0.contains("detail=/bin/cat\\x00/etc/shadow\\x00") }
            let read = try lines.next(of: &sensor) { $0.hasPrefix("fileAccessed") }
            #expect(exec?.contains("processExecuted") == true)
            #expect(exec?.contains("path=/bin/cat detail=") == true)
            #expect(exec?.hasSuffix("extra=/") == true)
            #expect(read?.contains("access=1 flags=64 path=/etc/shadow ") == true)

            try container.exec(["/bin/sh", "-c", "echo x >> /etc/shadow; cat /etc/shadow"])
            let write = try lines.next(of: &sensor) { $0.contains("access=2 ") }
            let again = try lines.next(of: &sensor) { $0.contains("access=1 ") }
            #expect(write?.contains("path=/etc/shadow ") == true)
            #expect(again?.contains("path=/etc/shadow ") == true)

            try container.exec(["/bin/sh", "-c", "echo /x.so > /etc/ld.so.preload"])
            let preload = try lines.next(of: &sensor) { $0.hasPrefix("fileAccessed") }
            #expect(preload?.contains("access=6 flags=64 path=/etc/ld.so.preload ") == true)

            try container.exec(["/bin/nc", "127.0.0.1", "1"])
            // Other tests connect meanwhile: ours is known by its address.
            let connection = try lines.next(of: &sensor) {
                $0.hasPrefix("connected") && $0.contains("detail=\\x02\\x00\\x00\\x01\\x7f\\x00\\x00\\x01")
            }
            #expect(connection != nil)

            sensor.containerEnded(cgroup: 7)
            #expect(sensor.facts.watches == 0)
            #expect(sensor.stop() == [])
        }
    }

    @Test func `sees what a process does that was born while no agent ran, and knows it`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            let host = try RuncHost()
            let first = try AuditSensor.start(options)
            let since = first.facts.visibleSince
            #expect(since <= KernelClock.bootNanoseconds)
            #expect(first.stop() == [])
            usleep(20_000)  // a start counts in ticks of 10 ms, rounded down: only time makes the next one
            // The shell itself reads the file: no child that could have a context of its own.
            let container = try host.run(
                RuncBundle(
                    name: "between", arguments: ["/bin/sh", "-c", "while :; do : </etc/shadow; /bin/sleep 0.1; done"]))

            var sensor = try AuditSensor.start(options)
            let initPid = try container.initPid
            #expect(sensor.facts.visibleSince == since)
            let stat = try #require(try ProcDirectory.open(initPid)?.stat())
            #expect(KernelClock.bootNanoseconds(ticks: stat.startTicks) >= since)
            #expect(sensor.containerStarted(cgroup: 7, initPid: initPid) == 3)
            let read = try lines.next(of: &sensor) {
                $0.hasPrefix("fileAccessed") && $0.contains("pid=\(initPid) ") && $0.contains("path=/etc/shadow ")
            }
            #expect(read != nil)
            #expect(sensor.stop() == [])
        }
    }

    @Test func `removes the watches of a container that is gone`() throws {
        try AuditHost.use { options in
            let host = try RuncHost()
            let container = try host.run(RuncBundle(name: "audit"))
            var sensor = try AuditSensor.start(options)
            #expect(sensor.containerStarted(cgroup: 7, initPid: try container.initPid) == 3)

            container.remove()
            sensor.containerEnded(cgroup: 7)

            var control = try AuditControl()
            #expect(try control.rules().allSatisfy { $0.key != "yagura-file" })
            #expect(sensor.stop() == [])
        }
    }

    @Test func `watches a volume's file, and a folder that took another's place`() throws {
        try AuditHost.use { given in
            var lines = AuditLines()
            var options = given
            options.sensitivePaths = SensitivePaths.parse("all /data/secret\nall /etc/shadow\n").paths
            let host = try RuncHost()
            let volume = "\(host.scratch.path)/volume"
            try makeFolder(volume)
            try writeFile("\(volume)/secret", "s")
            let container = try host.run(RuncBundle(name: "audit", volume: volume))
            var sensor = try AuditSensor.start(options)
            #expect(sensor.containerStarted(cgroup: 7, initPid: try container.initPid) == 2)

            try container.exec(["/bin/cat", "/data/secret"])
            let secret = try lines.next(of: &sensor) { $0.hasPrefix("fileAccessed") }
            #expect(secret?.contains("access=1 flags=64 path=/data/secret ") == true)

            try container.exec(["/bin/sh", "-c", "/bin/busybox mv /etc /etc2"])
            _ = try lines.next(of: &sensor, seconds: 1) { _ in false }
            try container.exec(["/bin/sh", "-c", "/bin/busybox cp -r /etc2 /etc"])
            _ = try lines.next(of: &sensor, seconds: 1.5) { _ in false }
            try container.exec(["/bin/cat", "/etc/shadow"])
            let shadow = try lines.next(of: &sensor) { $0.hasPrefix("fileAccessed") }
            #expect(shadow?.contains("access=1 flags=64 path=/etc/shadow ") == true)
            #expect(sensor.facts.rulesRestored >= 1)
            #expect(sensor.stop() == [])
        }
    }

    @Test func `adds its rules again after a flush`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            let host = try RuncHost()
            let container = try host.run(RuncBundle(name: "audit"))
            var sensor = try AuditSensor.start(options)
            sensor.containerStarted(cgroup: 7, initPid: try container.initPid)
            var control = try AuditControl()
            let before = try control.rules()

            try Command.must(["auditctl", "-D"])
            // Seen when the CONFIG_CHANGE arrives, whatever else comes.
            _ = try lines.next(of: &sensor, seconds: 1) { _ in false }

            #expect(Set(try control.rules()) == Set(before))
            #expect(sensor.facts.rulesRestored == before.count)
            try container.exec(["/bin/cat", "/etc/shadow"])
            #expect(try lines.next(of: &sensor) { $0.hasPrefix("fileAccessed") } != nil)
            #expect(sensor.stop() == [])
        }
    }

    @Test func `the kernel's thread for records has short turns while the sensor runs`() throws {
        try AuditHost.use { options in
            let thread = try #require(RecordThread.find())
            let before = try thread.sliceNanoseconds
            let killed = try AuditSensor.start(options)
            let during = try thread.sliceNanoseconds
            let folder = try Directory(options.stateFolder)
            let saved = SavedAuditSettings.load(from: folder, bootId: try KernelClock.bootId())
            #expect(saved?.recordSlice == UInt32(before))
            // Kernels before 6.12 keep all turns alike.
            #expect(during == RecordThread.shortSlice || during == before)
            #expect(killed.stop() == [])
            #expect(try thread.sliceNanoseconds == before)

            // A killed agent's successor restores what was before both.
            try #require(saved).save(to: folder)
            try thread.setSlice(RecordThread.shortSlice)
            let successor = try AuditSensor.start(options)
            #expect(successor.stop() == [])
            #expect(try thread.sliceNanoseconds == before)
        }
    }

    @Test func `the kernel's state is asked for and not waited for`() throws {
        try AuditHost.use { options in
            var control = try AuditControl()
            try control.askStatus()
            let isAsked = control.isStatusAsked
            // What another request reads meanwhile is kept.
            _ = try control.rules()
            var arrived: AuditStatus?
            _ = try eventually {
                arrived = try control.takeStatus()
                return arrived != nil
            }
            let isStillAsked = control.isStatusAsked
            let next = try control.takeStatus()
            #expect(isAsked && !isStillAsked)
            #expect(arrived?.owner == 0)
            #expect(next == nil)
        }
    }

    @Test func `takes over from an agent that was killed`() throws {
        try AuditHost.use { options in
            // A killed agent: its rules and settings stay, and its file tells what was before.
            var control = try AuditControl()
            let before = try control.status()
            try makeFolder(options.stateFolder)
            let folder = try Directory(options.stateFolder)
            try SavedAuditSettings(before, bootId: KernelClock.bootId(), exclusions: [1327]).save(to: folder)
            try control.add(.exclusion(of: 1327))
            try control.add(AuditRules(agent: 999_999).rules[0])
            try control.setBacklogLimit(32_768)
            try control.setEnabled(1)

            let sensor = try AuditSensor.start(options)

            let saved = SavedAuditSettings.load(from: folder, bootId: try KernelClock.bootId())
            #expect(saved?.enabled == before.enabled)
            #expect(saved?.backlogLimit == before.backlogLimit)
            let stale = AuditRules(agent: 999_999).rules[0]
            #expect(try !control.rules().contains(stale))
            #expect(sensor.stop() == [])
        }
    }

    @Test func `leaves the agent's own calls out and says what is on`() throws {
        try AuditHost.use { options in
            var lines = AuditLines()
            var sensor = try AuditSensor.start(options)
            var control = try AuditControl()

            let status = try control.status()
            #expect(status.enabled == 1)
            #expect(status.backlogLimit == 32_768)
            #expect(status.backlogWaitTicks == 0)
            let name = try AuditHost.callInVain()
            // Records come in their order: what another process does next is told, and the call before it never was.
            let other = try AuditHost.callOfAnother()
            let first = try lines.next(of: &sensor) {
                $0.hasPrefix("conn") && ($0.contains(name) || $0.contains(other))
            }
            #expect(first?.contains(other) == true, "\(first ?? "neither")")
            #expect(sensor.stop() == [])
        }
    }
}

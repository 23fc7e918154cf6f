import BehaviourModel
import Glibc
import LinuxKernel
import Sensing
import TestSupport
import Testing

/// The host's audit for one test: locked against other tests, and compared before and after.
struct AuditHost {
    static var isUsable: Bool { geteuid() == 0 && Requirement.program("auditctl") == nil && Requirement.hasRunc }
    static let needs: Comment = "needs root, auditctl, runc, busybox"

    /// Runs a test while nobody else touches audit, and expects rules and settings back as they were.
    static func use(_ body: (AuditSensor.Options) throws -> Void) throws {
        var lock = try LockFile.take("/run/lock/yagura-audit.lock")
        while true {
            if let held = lock.take() {
                let scratch = try ScratchFolder()
                var options = AuditSensor.Options()
                options.stateFolder = "\(scratch.path)/state"
                options.sensitivePaths =
                    SensitivePaths.parse(
                        "all /etc/shadow\nall /srv/keys/\nwrite /etc/ld.so.preload\nall /no/such/file\n"
                    ).paths
                let before = try settings()
                try body(options)
                #expect(try settings() == before)
                #expect(!fileExists("\(options.stateFolder)/audit.json"))
                _ = consume held
                return
            }
            usleep(50_000)
            lock = try LockFile.take("/run/lock/yagura-audit.lock")
        }
    }

    /// Every setting and rule, as the system's own tool lists them.
    static func settings() throws -> String {
        let status = try Command.must(["auditctl", "-s"]).split(separator: "\n").filter {
            !$0.hasPrefix("lost") && !$0.hasPrefix("backlog ") && !$0.hasPrefix("backlog_wait_time_actual")
        }
        return status.joined(separator: "\n") + (try Command.must(["auditctl", "-l"]))
    }
}

/// What a sensor has said so far and nobody asked for yet.
struct AuditLines {
    private var waiting: [String] = []
    private var batch = ObservationBatch()

    /// Reads until an observation satisfies `wanted`, at most `seconds`; what came before it is forgotten.
    mutating func next(
        of sensor: inout AuditSensor, seconds: Double = 5, _ wanted: (String) -> Bool
    ) throws -> String? {
        let end = KernelClock.bootNanoseconds + UInt64(seconds * 1e9)
        while true {
            while !waiting.isEmpty {
                let line = waiting.removeFirst()
                if wanted(line) { return line }
            }
            guard KernelClock.bootNanoseconds < end else { return nil }
            _ = try sensor.descriptor.wait(for: .readable, within: .milliseconds(50))
            batch.removeAll()
            let now = KernelClock.bootNanoseconds
            _ = try sensor.drain(
                into: &batch, wallMinusBootNanoseconds: KernelClock.wallMinusBoot, nowBootNanoseconds: now)
            try sensor.tick(nowBootNanoseconds: now)
            waiting = batch.observations.map { AuditRecords.describe($0, in: batch) }
        }
    }
}

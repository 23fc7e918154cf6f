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
        try HostAudit.restored {
            let scratch = try ScratchFolder()
            var options = AuditSensor.Options()
            options.stateFolder = "\(scratch.path)/state"
            options.sensitivePaths =
                SensitivePaths.parse(
                    "all /etc/shadow\nall /srv/keys/\nwrite /etc/ld.so.preload\nall /no/such/file\n"
                ).paths
            try body(options)
            #expect(!fileExists("\(options.stateFolder)/audit.json"))
        }
    }
}

extension AuditHost {
    /// Calls connect with the name of a socket that is not there; gives the name, which no other call has.
    ///
    /// From a thread made for it: one that was born before audit was on is never seen, and would prove nothing. And by name,
    /// for the kernel still hands over what an earlier owner's rules recorded of this process.
    static func callInVain() throws -> String {
        let name = "/yagura-own-\(UInt64.random(in: .min ... .max))"
        try PollingThread(name: "own") { _ in
            let own = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(own) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
            _ = withUnsafeBytes(of: &address) { bytes in
                bytes.bindMemory(to: sockaddr.self).baseAddress.map { connect(own, $0, 110) }
            }
        }.join()
        return name
    }

    /// The same of a process of its own.
    static func callOfAnother() throws -> String {
        let name = "/yagura-other-\(UInt64.random(in: .min ... .max))"
        let call = "import socket, sys; socket.socket(socket.AF_UNIX).connect_ex(sys.argv[1])"
        try Command.must(["python3", "-c", call, name])
        return name
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

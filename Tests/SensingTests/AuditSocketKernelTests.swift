import LinuxKernel
import Sensing
import TestSupport
import Testing

@Suite(
    .serialized,
    .enabled(if: AuditHost.isUsable && Requirement.program("perl") == nil, "needs root, auditctl, runc, busybox, perl"))
struct AuditSocketKernelTests {
    /// Connects from another process: the sensor's own calls are no concern of it.
    private func connect(_ path: String) throws -> Int32? {
        let program = "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); exit(connect(S, sockaddr_un($ARGV[0])) ? 0 : 1)"
        return try Command.run(["perl", "-e", program, path]).status
    }

    @Test func `finds a runtime's socket behind a link`() throws {
        try AuditHost.use { given in
            let scratch = try ScratchFolder()
            let listener = try UnixListener(path: "\(scratch.path)/docker.sock", group: nil)
            _ = try Command.must(["ln", "-s", "docker.sock", "\(scratch.path)/harmless"])
            var options = given
            options.runtimeSockets = [listener.path]
            var lines = AuditLines()
            var sensor = try AuditSensor.start(options)
            try sensor.tick(nowBootNanoseconds: KernelClock.bootNanoseconds)

            let harmless = try connect("\(scratch.path)/harmless")
            let line = try lines.next(of: &sensor) { $0.hasPrefix("connected") && $0.contains("/harmless") }
            let nothing = try connect("\(scratch.path)/nothing")
            let failed = try lines.next(of: &sensor) { $0.hasPrefix("connected") && $0.contains("/nothing") }

            #expect(harmless == 0 && nothing == 1)
            #expect(line?.contains(" path=\(listener.path) detail=") == true)
            #expect(failed?.contains(" path=\(scratch.path)/nothing detail=") == true)
            #expect(sensor.stop() == [])
        }
    }
}

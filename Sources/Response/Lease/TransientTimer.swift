internal import LinuxKernel

/// The dead man's switch of hosts where systemd is process 1: a timer that lives on whatever happens to the agent's unit.
struct TransientTimer: Hashable, Sendable {
    let systemdRun: String

    init(systemdRun: String) { self.systemdRun = systemdRun }

    /// nil where systemd is not process 1 (sd_booted(3)), or its tool is missing.
    static func ifBooted() -> TransientTimer? {
        guard let state = try? Directory.working.status("/run/systemd/system"), state.isDirectory else { return nil }
        for path in ["/usr/bin/systemd-run", "/bin/systemd-run"] where (try? Directory.working.status(path)) != nil {
            return TransientTimer(systemdRun: path)
        }
        return nil
    }

    /// The command that sets the timer. The timer does not count while the machine sleeps, the lease does: then
    /// `yagura-lease` finds it expired. It looks at the mark first, so a timer of an ended lease does nothing.
    func command(for job: LeaseJob, program: String, now: UInt64) -> [String] {
        let left = job.expires > now ? job.expires - now : 0
        let milliseconds = left / 1_000_000 + (left % 1_000_000 == 0 ? 0 : 1)
        return [
            systemdRun, "--quiet", "--no-block", "--no-ask-password", "--collect", "--unit=yagura-lease-\(job.leaseID)",
            "--description=Ends Yagura's lease \(job.leaseID)", "--on-active=\(milliseconds)ms",
            "--timer-property=AccuracySec=10ms", "--timer-property=RemainAfterElapse=no", "--", program,
        ] + job.fields.map(Self.literal)
    }

    /// systemd puts environment variables in for `$`; a control group's name may hold one.
    private static func literal(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "$") { result.append(byte) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}

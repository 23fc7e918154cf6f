internal import LinuxKernel

/// The dead man's switches: what ends each lease when the agent is gone.
///
/// One `yagura-lease` always stands by, so that a lease is handed over by a message, before the freeze and without
/// waiting for a program's start. Where systemd runs, a transient timer follows: it outlives even a `systemctl kill`.
struct LeaseGuards: ~Copyable, Sendable {
    private let program: String
    private let homes: [String]
    /// nil where systemd does not run.
    private let timer: TransientTimer?
    private var standby: DetachedProgram?
    private var standbySince: UInt64 = 0
    /// Of starts: a program that is missing, or ends at once, must not be started in a circle.
    private var pace = RetryPace()
    /// Why no dead man's switch stands by; nil when one does.
    private(set) var problem: String?
    private var armed: [String: DetachedProgram] = [:]
    private var timed: Set<String> = []
    /// Leases that wait for their timer.
    private var untimed: [LeaseJob] = []
    /// Programs that end by themselves; their status is still to be taken.
    private var leaving: [DetachedProgram] = []

    /// - Parameters:
    ///   - program: path of `yagura-lease`.
    ///   - homes: roots of the hierarchies in which it gets a cgroup of its own.
    init(program: String, homes: [String], timer: TransientTimer?) {
        self.program = program
        self.homes = homes
        self.timer = timer
    }

    /// Hands the lease to the one that stands by, or to a new one. Throws when there is none: then nothing may be frozen.
    mutating func arm(_ job: LeaseJob) throws(SystemCallError) {
        let message = try job.message()
        if let ready = standby {
            standby = nil
            if (try? ready.send(message)) != nil { return note(job, ready) }
            leaving.append(ready)
        }
        let fresh = try start()
        do throws(SystemCallError) {
            try fresh.send(message)
        } catch {
            leaving.append(fresh)
            throw error
        }
        note(job, fresh)
    }

    /// The lease is over: the switch sees that its mark is gone.
    mutating func release(_ leaseID: String) {
        if let program = armed.removeValue(forKey: leaseID) {
            program.hangUp()
            leaving.append(program)
        }
        timed.remove(leaseID)
        untimed.removeAll { $0.leaseID == leaseID }
    }

    /// What may take its time: starts the next one to stand by, sets timers, and arms anew what was killed.
    ///
    /// - Parameter now: nanoseconds since boot.
    mutating func maintain(_ jobs: [LeaseJob], now: UInt64) {
        leaving.removeAll { !$0.isRunning }
        judgeStandby(now)
        for job in jobs where armed[job.leaseID]?.isRunning != true {
            armed[job.leaseID] = nil
            guard pace.isDue(now) else { continue }
            do throws(SystemCallError) { try arm(job) } catch { failed("\(error)", now) }
        }
        if standby == nil, pace.isDue(now) {
            do throws(SystemCallError) {
                standby = try start()
                standbySince = now
            } catch {
                failed("\(error)", now)
            }
        }
        guard let timer else { return }
        for job in untimed {
            let command = timer.command(for: job, program: program, now: now)
            guard let first = command.first,
                let started = try? DetachedProgram(first, arguments: Array(command.dropFirst()))
            else { continue }
            leaving.append(started)
            timed.insert(job.leaseID)
        }
        untimed = []
    }

    /// When `maintain` has something to do, nanoseconds since boot; 0: at once, nil: nothing.
    var nextMaintenance: UInt64? {
        if !untimed.isEmpty { return 0 }
        return standby == nil ? pace.next : nil
    }

    /// So long must one have stood by before its start counts as well: it may have been linked against what is not there.
    private static let provenNanoseconds: UInt64 = 1_000_000_000

    private mutating func judgeStandby(_ now: UInt64) {
        guard let ready = standby else { return }
        let isProven = now >= standbySince &+ Self.provenNanoseconds
        if ready.isRunning {
            guard isProven else { return }
            pace.succeeded()
            problem = nil
        } else {
            standby = nil
            // One that was killed is replaced at once; one that cannot stay, ever more rarely.
            if !isProven { failed("\(program) ended as soon as it was started", now) }
        }
    }

    private mutating func failed(_ reason: String, _ now: UInt64) {
        problem = reason
        pace.failed(now)
    }

    /// Tries since the last that went well.
    var failures: Int { pace.failures }

    /// Names for `yagura respond list`.
    func names(of leaseID: String) -> [String] {
        var names: [String] = []
        if armed[leaseID] != nil { names.append("yagura-lease") }
        if timed.contains(leaseID) { names.append("systemd timer") }
        return names
    }

    /// Process ids of those that stand by or guard, for tests and `doctor`.
    var processes: [Int32] { ([standby].compactMap { $0 } + armed.values).map(\.pid) }

    /// Lets all go; without marks they end at once, and are waited for so that nothing of ours is left.
    mutating func stop() {
        let all = leaving + [standby].compactMap { $0 } + armed.values
        for program in all { program.hangUp() }
        for program in all { _ = try? program.hasEnded(within: .milliseconds(200)) }
        (standby, armed, untimed, leaving) = (nil, [:], [], [])
    }

    private mutating func note(_ job: LeaseJob, _ program: DetachedProgram) {
        armed[job.leaseID] = program
        if timer != nil, !timed.contains(job.leaseID) { untimed.append(job) }
    }

    private func start() throws(SystemCallError) -> DetachedProgram {
        try DetachedProgram(program, arguments: ["standby"] + homes)
    }
}

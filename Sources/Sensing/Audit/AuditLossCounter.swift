internal import BehaviourModel

/// Adds up what audit lost, from every counter there is, and reports each loss once.
struct AuditLossCounter {
    /// AUDIT_GET's counter at the last look; nil before the first.
    private var kernelLost: UInt32?
    private var backlog: UInt64 = 0
    private var since: UInt64 = 0
    private var reported: [LossSource: UInt64] = [:]

    /// ENOBUFS answers: each time an unknown number of records.
    var socketOverflows: UInt64 = 0
    var assembly: UInt64 = 0
    /// Times at which somebody else had the socket, or audit was off.
    var gaps: UInt64 = 0

    /// What the kernel dropped in all since the sensor began.
    var kernelTotal: UInt64 { backlog }

    /// Takes the kernel's counter. Anybody may set it back to zero: then what it shows is new.
    mutating func look(kernelLost now: UInt32) {
        if let before = kernelLost { backlog &+= UInt64(now >= before ? now - before : now) }
        kernelLost = now
    }

    /// Appends what came since the last report.
    mutating func report(into batch: inout ObservationBatch, now: UInt64) {
        add(.auditBacklog, backlog, events: true, now, &batch)
        add(.auditSocket, socketOverflows, events: false, now, &batch)
        add(.auditAssembly, assembly, events: true, now, &batch)
        add(.auditOwner, gaps, events: false, now, &batch)
        since = now
    }

    private mutating func add(
        _ source: LossSource, _ total: UInt64, events: Bool, _ now: UInt64, _ batch: inout ObservationBatch
    ) {
        let before = reported[source] ?? 0
        guard total > before else { return }
        batch.losses.append(
            Loss(
                source: source, events: events ? total - before : 0, sinceBootNanoseconds: since,
                untilBootNanoseconds: now))
        reported[source] = total
    }
}

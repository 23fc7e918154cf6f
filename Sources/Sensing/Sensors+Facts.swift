package import BehaviourModel
internal import LinuxKernel

/// How one sensor fares, in words for `status` and `doctor`.
package struct SensorFact: Sendable, Hashable {
    package enum State: Sendable, Hashable { case working, limited, refused, failed, off }

    package var name: SensorName
    package var state: State
    package var detail: String
    /// What an operator can do about it.
    package var remedy: String?
    /// Observations or records since the start.
    package var events: UInt64

    package init(name: SensorName, state: State, detail: String, remedy: String? = nil, events: UInt64) {
        self.name = name
        self.state = state
        self.detail = detail
        self.remedy = remedy
        self.events = events
    }
}

extension Sensors {
    /// How each sensor fares now.
    package var facts: [SensorFact] { [auditFact, procfsFact, containersFact] }

    private var procfsFact: SensorFact {
        if let connectorRefusal {
            return SensorFact(
                name: .procfs, state: .failed,
                detail: "no process connector: \(connectorRefusal); processes cannot be attributed to containers",
                remedy: "run the agent in the host's first pid and network namespaces, with CAP_NET_ADMIN", events: 0)
        }
        return SensorFact(
            name: .procfs, state: .working,
            detail: runsAudit
                ? "process connector: forks, execs and ends; snapshots at start and after a loss"
                : """
                process connector alone: programs and arguments are read from /proc; what lives for a moment only may be \
                missed, connections and files are unseen
                """,
            remedy: runsAudit ? nil : "see the audit sensor", events: processEvents)
    }

    private var containersFact: SensorFact {
        let problems = containerProblems
        return SensorFact(
            name: .containers, state: problems.isEmpty ? .working : .limited,
            detail: problems.isEmpty ? "\(containerCount) containers" : problems.joined(separator: "; "),
            remedy: problems.isEmpty ? nil : "look at the runtime\u{2019}s state files named here",
            events: UInt64(containerCount))
    }
}

extension AuditFacts {
    /// How the records come, in words.
    var words: String {
        switch mode {
        case .owner: "unicast, \(rules) rules, \(watches) watches on sensitive paths"
        case .multicast: "multicast beside auditd (pid \(auditdPid)), \(rules) rules, no watches"
        }
    }

    /// What it cannot do here.
    var troubles: [String] {
        var troubles: [String] = []
        if isLeft { troubles.append("left to auditd, as audit.beside_auditd: off says: nothing is seen by it") }
        switch restraint {
        case .nothing: break
        case .connections:
            troubles.append("connections are not asked of audit for now: beside auditd they would fill its disk")
        case .everything:
            troubles.append("nothing is asked of audit for now: beside auditd it would fill its disk")
        }
        if isSwitchedOff { troubles.append("somebody switched audit off") }
        if isHiddenByTaskRule { troubles.append("a rule never,task hides processes") }
        if watchesRefused > 0 { troubles.append("\(watchesRefused) sensitive paths could not be watched") }
        if !refusals.isEmpty { troubles.append("rules refused: \(refusals.joined(separator: ", "))") }
        return troubles + problems
    }

    var remedy: String? {
        if isSwitchedOff { return "auditctl -e 1, or restart the agent" }
        if restraint > .nothing {
            return "raise audit.beside_auditd_rate if auditd's disk can take it; it is asked for again by itself"
        }
        if isHiddenByTaskRule { return "remove the rule (auditctl -l shows it), then restart the containers" }
        return nil
    }
}

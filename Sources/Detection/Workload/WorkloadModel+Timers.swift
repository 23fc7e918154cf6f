internal import BehaviourModel

/// What a workload says without an event: at full hours.
extension WorkloadModel {
    mutating func tell(at now: Moment, instant: Instant, words: TextTable, into findings: inout [Finding]) {
        tellReview(at: now, instant: instant, words: words, into: &findings)
        for place in incidents.indices where incidents[place].kind == .storm && !incidents[place].hasEnded {
            guard now.since(incidents[place].lastAt) > rules.stormQuiet else { continue }
            incidents[place].hasEnded = true
            var finding = timed(incidents[place], at: instant)
            finding.remark =
                "the storm is over: \(incidents[place].windows) anomalous windows, "
                + "\(incidents[place].items.count) items, in quarantine until it is closed"
            findings.append(finding)
        }
    }

    /// The one review of a new version: within the hour, and again when more was gathered during its first day.
    private mutating func tellReview(
        at now: Moment, instant: Instant, words: TextTable, into findings: inout [Finding]
    ) {
        guard versions.hasNews, let place = incidents.firstIndex(where: { $0.number == versions.review }) else {
            return
        }
        versions.hasNews = false
        let review = incidents[place]
        var finding = timed(review, at: instant)
        finding.isUpdate = review.hasEnded
        incidents[place].hasEnded = true
        finding.items = review.items.map { repeatedItem($0, words: words) }
        finding.severity = .low
        finding.remark =
            "version \(versions.previous ?? "?") to \(versions.known.last ?? "?"): \(review.items.count) new behaviours "
            + "gathered in \(review.windows) windows; accept them as expected, or close as attack"
        findings.append(finding)
    }

    private func timed(_ incident: Incident, at instant: Instant) -> Finding {
        var finding = Finding(
            kind: .behaviourChanged, severity: incident.severity, incident: incident.id, isUpdate: true,
            workload: identity, container: containers.first { $0.fingerprint == incident.container }?.key ?? .none,
            instant: instant)
        finding.learning = alertLearning(.lineage)
        return finding
    }
}

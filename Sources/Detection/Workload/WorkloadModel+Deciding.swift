internal import BehaviourModel

/// What becomes of an anomaly: it joins, is gathered, passes the budget, or is held back.
extension WorkloadModel {
    /// Decides on the episode of an event that has just made its window's score larger.
    mutating func decide(
        container index: Int, event: BehaviourEvent, at now: Moment, words: TextTable, into findings: inout [Finding]
    ) {
        let scores = containers[index].window.scores(episode: event.episode, scored: scoredFamilies)
        guard scores.total > 0 else { return }
        let act = Act(event: event, container: index, now: now, scores: scores)
        if let open = incidentToJoin(container: index, at: now) {
            settle(container: index, isDelivered: true)
            join(open, act, words: words, into: &findings)
            return
        }
        let version = containers[index].version
        let isStart = containers[index].isYoung && containers[index].window.index == 0
        if versions.isGathering(version, at: now), !versions.standsOut(scores.total, isStart: isStart, at: now) {
            settle(container: index, isDelivered: true)
            versions.gather(isStart ? 0 : scores.total, at: now)
            gather(act, words: words)
            return
        }
        let ranking = rank(scores, at: now)
        bucket.refill(at: now)
        let reaches = ranking.reachesFloor(bucket)
        if reaches, isStorm(at: now) {
            settle(container: index, isDelivered: true)
            openStorm(act, words: words, into: &findings)
        } else if reaches, bucket.hasToken || isGraver(scores, at: now) {
            settle(container: index, isDelivered: true)
            openIncident(act, ranking: ranking, words: words, into: &findings)
        } else {
            hold(act, ranking: ranking, reason: reaches ? .noToken : .belowFloor, words: words)
        }
    }

    /// An episode at the moment at which it is decided upon.
    struct Act {
        var event: BehaviourEvent
        var container: Int
        var now: Moment
        var scores: FamilyScores
    }

    /// The open incident of this window; else one of this container not older than 15 minutes; else a storm that goes on.
    private func incidentToJoin(container index: Int, at now: Moment) -> Int? {
        let number = containers[index].window.incident
        if number != 0, let open = incidents.firstIndex(where: { $0.number == number }) { return open }
        let fingerprint = containers[index].fingerprint
        if let open = incidents.lastIndex(where: { incident in
            incident.kind == .anomaly && incident.container == fingerprint
                && now.since(incident.openedAt) <= rules.joining
        }) {
            return open
        }
        return incidents.lastIndex { $0.kind == .storm && isRaging($0, at: now) }
    }

    /// A storm that was quiet for 15 minutes is over, whether that was told already or not: it takes nothing in any more.
    func isRaging(_ storm: Incident, at now: Moment) -> Bool {
        !storm.hasEnded && now.since(storm.lastAt) <= rules.stormQuiet
    }

    /// In some family it exceeds by 4 bits all that passed in the last period, and the bucket may lend.
    private func isGraver(_ scores: FamilyScores, at now: Moment) -> Bool {
        guard bucket.mayBorrow else { return false }
        let oldest = now.advanced(by: -rules.budget.periodMilliseconds)
        return FamilyScores.families.contains { family in
            guard scores[family] > 0 else { return false }
            var largest: Millibits = 0
            for score in passed where score.moment >= oldest { largest = max(largest, score.scores[family]) }
            return scores[family] >= largest &+ ModelRules.graverMillibits
        }
    }

    private func isStorm(at now: Moment) -> Bool {
        openings.reduce(0) { $0 + (now.since($1) < rules.stormHour ? 1 : 0) } >= ModelRules.stormIncidents
    }

    /// Keeps the account: the window counts once as raised, and then as delivered or as held back.
    private mutating func settle(container index: Int, isDelivered: Bool) {
        if !containers[index].window.isRaised {
            containers[index].window.isRaised = true
            counts.raised &+= 1
            if isDelivered { counts.delivered &+= 1 } else { counts.heldBack &+= 1 }
            return
        }
        guard isDelivered, containers[index].window.held != 0 else { return }
        held.remove(containers[index].window.held)
        containers[index].window.held = 0
        if counts.heldBack > 0 { counts.heldBack -= 1 }
        counts.delivered &+= 1
    }

    private mutating func hold(_ act: Act, ranking: Ranking, reason: HeldBack.Reason, words: TextTable) {
        let index = act.container
        // A window that was delivered stays so, whatever it shows after its incident was closed.
        if containers[index].window.isRaised, containers[index].window.held == 0 { return }
        settle(container: index, isDelivered: false)
        if containers[index].window.held == 0 {
            containers[index].window.held = held.nextNumber
            held.nextNumber &+= 1
        }
        held.put(
            HeldBack(
                number: containers[index].window.held, reason: reason, instant: act.event.instant,
                container: containers[index].id, severity: Severity(millibits: act.scores.total),
                items: alertItems(act, words: words), score: alertScore(act, ranking)))
    }
}

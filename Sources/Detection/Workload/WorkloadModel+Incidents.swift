internal import BehaviourModel

/// How incidents open, grow and close.
extension WorkloadModel {
    mutating func openIncident(_ act: Act, ranking: Ranking, words: TextTable, into findings: inout [Finding]) {
        var incident = begin(.anomaly, act, words: words)
        incident.graverBorrowed = !bucket.hasToken
        var finding = finding(.anomaly, act, incident: incident.id, isUpdate: false)
        finding.items = alertItems(act, words: words)
        finding.score = alertScore(act, ranking)
        finding.learning = alertLearning(act.scores.largest)
        findings.append(finding)
        bucket.spend()
        passed.append(PassedScore(moment: act.now, scores: act.scores))
        openings.append(act.now)
        counts.opened &+= 1
        if incident.graverBorrowed { counts.borrowed &+= 1 }
        incident.severity = finding.severity
        take(act, into: &incident)
        keep(incident)
        containers[act.container].window.incident = incident.number
    }

    /// More incidents in an hour than anybody reads: one alert that counts on.
    mutating func openStorm(_ act: Act, words: TextTable, into findings: inout [Finding]) {
        var incident = begin(.storm, act, words: words)
        var finding = finding(.behaviourChanged, act, incident: incident.id, isUpdate: false)
        finding.remark =
            "more than \(ModelRules.stormIncidents) incidents in an hour: "
            + "further ones are counted here until 15 minutes are quiet"
        findings.append(finding)
        counts.storms &+= 1
        incident.severity = finding.severity
        take(act, into: &incident)
        keep(incident)
        containers[act.container].window.incident = incident.number
    }

    /// The anomaly belongs to an incident that is open: its new items are told at once, within the day's updates.
    mutating func join(_ place: Int, _ act: Act, words: TextTable, into findings: inout [Finding]) {
        if containers[act.container].window.incident != incidents[place].number {
            containers[act.container].window.incident = incidents[place].number
            incidents[place].windows &+= 1
        }
        incidents[place].lastAt = act.now
        raisePassed(by: act, of: incidents[place])
        var incident = incidents[place]
        let hasNew = take(act, into: &incident)
        defer { incidents[place] = incident }
        guard hasNew, incident.kind == .anomaly, incident.takeUpdate(day: act.now.day) else { return }
        var finding = finding(.anomaly, act, incident: incident.id, isUpdate: true)
        finding.items = alertItems(act, words: words)
        bucket.refill(at: act.now)
        finding.score = alertScore(act, rank(act.scores, at: act.now))
        finding.learning = alertLearning(act.scores.largest)
        incident.severity = max(incident.severity, finding.severity)
        findings.append(finding)
    }

    /// What passes is a window, though it is told by the event that crosses: what it shows after that has passed with it.
    private mutating func raisePassed(by act: Act, of incident: Incident) {
        let container = containers[act.container]
        guard incident.kind == .anomaly, incident.container == container.fingerprint,
            container.start(ofWindow: container.window.index) <= incident.openedAt,
            let place = passed.lastIndex(where: { $0.moment == incident.openedAt })
        else { return }
        for family in FamilyScores.families {
            passed[place].scores[family] = max(passed[place].scores[family], act.scores[family])
        }
    }

    /// A window that shows an item in quarantine belongs to its incident, whatever else it shows.
    mutating func rejoin(
        _ number: UInt32, container index: Int, event: BehaviourEvent, at now: Moment, words: TextTable,
        into findings: inout [Finding]
    ) {
        guard let place = incidents.firstIndex(where: { $0.number == number }),
            containers[index].window.incident == 0
        else { return }
        // An item of a storm that is over stays in quarantine, but the window is judged by whatever else it shows.
        if incidents[place].kind == .storm, !isRaging(incidents[place], at: now) { return }
        containers[index].window.incident = number
        incidents[place].lastAt = now
        incidents[place].repeats &+= 1
        guard incidents[place].kind == .anomaly, incidents[place].takeRepeat(at: now) else { return }
        let incident = incidents[place]
        var finding = finding(.anomaly, event, container: index, incident: incident.id, isUpdate: true)
        finding.severity = incident.severity
        let strongest = incident.items.max { $0.millibits < $1.millibits }
        finding.items = strongest.map { [repeatedItem($0, words: words)] } ?? []
        finding.score = repeatedScore(strongest?.millibits ?? 0, at: now)
        finding.learning = alertLearning(strongest?.key.family ?? .lineage)
        finding.remark =
            "seen again: in \(incident.repeats) window\(incident.repeats == 1 ? "" : "s") since the incident was opened; "
            + "it stays open until somebody closes it"
        findings.append(finding)
    }

    /// What a new version brought joins the one review of it, told at the full hour.
    mutating func gather(_ act: Act, words: TextTable) {
        if let place = incidents.firstIndex(where: { $0.number == versions.review && $0.kind == .review }) {
            incidents[place].lastAt = act.now
            incidents[place].windows &+= 1
            for novelty in containers[act.container].window.novelties where novelty.episode == act.event.episode {
                _ = incidents[place].add(novelty.key, novelty.millibits)
            }
            return
        }
        var review = begin(.review, act, words: words)
        for novelty in containers[act.container].window.novelties where novelty.episode == act.event.episode {
            _ = review.add(novelty.key, novelty.millibits)
        }
        versions.review = review.number
        counts.reviews &+= 1
        keep(review)
    }

    /// Closes an incident; nil when there is none of that id.
    mutating func close(
        _ id: String, as closing: ControlMutation.Closing, by: String, comment: String?, at now: Moment
    ) -> Bool {
        guard let place = incidents.firstIndex(where: { $0.id == id }) else { return false }
        let incident = incidents.remove(at: place)
        for item in incident.items {
            switch closing {
            case .expected: _ = teach(item.key, by: by, reason: comment, expires: nil, at: now)
            case .attack: ban(item.key, at: now)
            case .noise: release(item.key, from: incident.number)
            }
        }
        if closing == .attack, incident.kind == .anomaly {
            bucket.refill(at: now)
            bucket.giveBack()
        }
        noteChange()
        return true
    }

    /// The item is never learned again.
    mutating func ban(_ key: ItemKey, at now: Moment) {
        quarantine(key, incident: 0, minute: now.minute)
        guard let place = items.find(key) else { return }
        items[place].flags.remove([.quarantined, .taught])
        items[place].flags.insert(.never)
        items[place].support = 0
        items[place].incident = 0
        teachings.removeAll { $0.key == key }
    }

    /// Quarantine ends at support 0: the next sighting is the first.
    private mutating func release(_ key: ItemKey, from incident: UInt32) {
        guard let place = items.find(key), items[place].flags.contains(.quarantined), items[place].incident == incident
        else { return }
        items[place].flags.remove(.quarantined)
        items[place].incident = 0
        // One on the never-list stays there.
        if !items[place].flags.contains(.never) { items.remove(at: place) }
    }

    private mutating func begin(_ kind: Incident.Kind, _ act: Act, words: TextTable) -> Incident {
        lastIncident = lastIncident == UInt32.max ? 1 : lastIncident + 1
        return Incident(
            number: lastIncident, id: incidentID(kind, act, words: words), kind: kind,
            container: containers[act.container].fingerprint, openedAt: act.now, lastAt: act.now,
            updateDay: act.now.day, repeatDay: act.now.day)
    }

    /// Adds an open incident; with too many the oldest ends as noise, and is counted.
    private mutating func keep(_ incident: Incident) {
        if incidents.count >= Self.openIncidentLimit, let oldest = incidents.first {
            for item in oldest.items { release(item.key, from: oldest.number) }
            incidents.removeFirst()
            counts.forgotten &+= 1
        }
        incidents.append(incident)
    }

    /// Takes the episode's unknown items into the incident and into quarantine; true when one of them is new to it.
    @discardableResult
    private mutating func take(_ act: Act, into incident: inout Incident) -> Bool {
        let minute = containers[act.container].start(ofWindow: containers[act.container].window.index).minute
        var hasNew = false
        for novelty in containers[act.container].window.novelties where novelty.episode == act.event.episode {
            guard incident.add(novelty.key, novelty.millibits) else { continue }
            hasNew = true
            quarantine(novelty.key, incident: incident.number, minute: minute)
        }
        return hasNew
    }
}

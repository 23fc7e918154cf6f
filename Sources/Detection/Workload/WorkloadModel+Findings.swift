internal import BehaviourModel

/// How a decision is put into the parts of an alert.
extension WorkloadModel {
    func finding(_ kind: AlertKind, _ act: Act, incident: String, isUpdate: Bool) -> Finding {
        var finding = finding(kind, act.event, container: act.container, incident: incident, isUpdate: isUpdate)
        finding.severity = Severity(millibits: act.scores.total)
        return finding
    }

    func finding(
        _ kind: AlertKind, _ event: BehaviourEvent, container index: Int, incident: String, isUpdate: Bool
    ) -> Finding {
        var finding = Finding(
            kind: kind, severity: .low, incident: incident, isUpdate: isUpdate, workload: identity,
            container: containers[index].key, instant: event.instant)
        finding.process = event.process
        finding.origin = event.processOrigin
        finding.sensor = event.sensor
        finding.seenBootNanoseconds = event.seenBootNanoseconds
        finding.missingEvents = containers[index].missing
        finding.missingSinceWallNanoseconds = containers[index].missingSince?.wallNanoseconds
        return finding
    }

    /// The unknown items of an episode. Three of a family are summed; those beyond are listed with 0, so that the edits of
    /// all listed items make the alert disappear.
    func alertItems(_ act: Act, words: TextTable) -> [AlertItem] {
        let scored = scoredFamilies
        var named: [(place: Int, novelty: Novelty, item: Item)] = []
        for novelty in containers[act.container].window.novelties
        where novelty.episode == act.event.episode && scored.contains(novelty.key.family) {
            named.append((named.count, novelty, ItemWords.item(novelty.key, words)))
        }
        named.sort { left, right in
            if left.item.family != right.item.family { return left.item.family < right.item.family }
            if left.novelty.millibits != right.novelty.millibits {
                return left.novelty.millibits > right.novelty.millibits
            }
            return left.place < right.place
        }
        var summed: [Family: Int] = [:]
        return named.map { _, novelty, item in
            summed[item.family, default: 0] += 1
            let isSummed = summed[item.family, default: 0] <= 3
            var alert = alertItem(novelty.key, item, words: words)
            alert.millibits = isSummed ? Int64(novelty.millibits) : 0
            alert.support = Int64(novelty.support)
            alert.exposedWindows = Int64(clamping: novelty.exposed)
            return alert
        }
    }

    func alertItem(_ key: ItemKey, _ item: Item, words: TextTable) -> AlertItem {
        let alike = alike(key, item, words: words)
        var alert = AlertItem(
            family: item.family.name, context: item.contextText, item: item.text, millibits: 0, support: 0,
            needed: Int64(rules.support), exposedWindows: 0, nearest: alike.nearest, edit: item.reference)
        // What `explain` says in words: "37 other children known".
        alert.unknown["known_alike"] = .integer(Int64(alike.count))
        return alert
    }

    func repeatedItem(_ item: IncidentItem, words: TextTable) -> AlertItem {
        var alert = alertItem(item.key, ItemWords.item(item.key, words), words: words)
        alert.millibits = Int64(item.millibits)
        alert.exposedWindows = Int64(clamping: windows(of: item.key.context, executable: item.key.executable).total)
        return alert
    }

    /// Known items of the same shape in the same context: how many, and the one with the longest beginning in common.
    private func alike(_ key: ItemKey, _ item: Item, words: TextTable) -> (count: Int, nearest: String?) {
        let text = Array(item.act.text.utf8)
        var count = 0
        var best: (common: Int, text: String)?
        for record in items.records
        where !record.flags.contains(.free) && record.support >= rules.support && record.key.form == key.form
            && record.key.context == key.context && record.key.executable == key.executable && record.key != key
        {
            count += 1
            let other = ItemWords.item(record.key, words).act.text
            let common = zip(text, other.utf8).prefix { $0 == $1 }.count
            if best.map({ common > $0.common || (common == $0.common && other < $0.text) }) ?? true {
                best = (common, other)
            }
        }
        return (count, best?.text)
    }

    func alertScore(_ act: Act, _ ranking: Ranking) -> AlertScore {
        AlertScore(
            lane: "novelty", statistic: ranking.isByFamily ? "family" : "S", millibits: act.scores.total,
            calibratedMillibits: Int64(ranking.calibratedMillibits),
            floorMillibits: Int64(ranking.floorMillibits(bucket)),
            asHigh: Int64(clamping: ranking.asHigh), windows: Int64(clamping: ranking.windows),
            tokensMilli: bucket.tokensMilli, budget: alertBudget)
    }

    mutating func repeatedScore(_ millibits: Millibits, at now: Moment) -> AlertScore {
        bucket.refill(at: now)
        let compared = windows.count(from: calibrationStart(at: now).hour)
        return AlertScore(
            lane: "novelty", statistic: "S", millibits: Int64(millibits), calibratedMillibits: 0, floorMillibits: 0,
            asHigh: 0, windows: Int64(clamping: compared), tokensMilli: bucket.tokensMilli, budget: alertBudget)
    }

    private var alertBudget: AlertBudget {
        AlertBudget(
            incidents: Int64(rules.budget.incidents),
            period: PeriodText.text(milliseconds: rules.budget.periodMilliseconds))
    }

    func alertLearning(_ family: Family) -> AlertLearning {
        let learning = families[Int(family.rawValue)]
        let perPeriod = windowsPerPeriod
        return AlertLearning(
            state: state(of: family), isDrifting: learning.isDrifting,
            expectedNewPerPeriodMilli: learning.expectedMilli(windowsPerPeriod: perPeriod),
            atMostMilli: learning.atMostMilli(windowsPerPeriod: perPeriod), declaredBy: declaredBy,
            timeScale: rules.timeScale)
    }

    /// From the workload, the container and the first item's window: the same in a replay, and on every host.
    func incidentID(_ kind: Incident.Kind, _ act: Act, words: TextTable) -> String {
        let container = containers[act.container]
        let window = container.start(ofWindow: container.window.index).milliseconds
        let first = container.window.novelties.first { $0.episode == act.event.episode }
        let item = first.map { ItemWords.item($0.key, words).reference } ?? ""
        return IncidentName.name([kind.rawValue, identity.description, container.id, String(window), item])
    }
}

/// Names that follow from what they name.
enum IncidentName {
    static func name(_ parts: [String]) -> String {
        let bytes = Array(parts.joined(separator: "\n").utf8)
        // No seed: a replay, and another host, must give the same name.
        let digits = String(SeededHash.hash(bytes.span, seed: 0), radix: 16)
        return "i-" + String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }
}

/// A period as the configuration writes it.
enum PeriodText {
    static func text(milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
        if seconds % 86400 == 0 { return "\(seconds / 86400)d" }
        if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

package import BehaviourModel

/// An alert in plain English: what is new, how new, why it was told, how far the workload is learned, and what would
/// make it go away. Everything said is in the alert.
package enum Explanation {
    /// The lines for `yagura explain`.
    ///
    /// - Parameter runbook: what the tripwire's profile says to do.
    package static func render(_ alert: Alert, runbook: String? = nil) -> [String] {
        render(
            workload: alert.workload.map { "\($0.scope)/\($0.name)" } ?? "the host", isUpdate: alert.isUpdate,
            tripwire: alert.tripwire, remark: alert.remark, items: alert.items, score: alert.score,
            learning: alert.learning, missing: alert.missing.events, runbook: runbook)
    }

    package static func render(_ finding: Finding) -> [String] {
        render(
            workload: finding.workload.description, isUpdate: finding.isUpdate, tripwire: finding.tripwire,
            remark: finding.remark, items: finding.items, score: finding.score, learning: finding.learning,
            missing: Int64(clamping: finding.missingEvents), runbook: nil)
    }

    private static func render(
        workload: String, isUpdate: Bool, tripwire: String?, remark: String?, items: [AlertItem], score: AlertScore?,
        learning: AlertLearning?, missing: Int64, runbook: String?
    ) -> [String] {
        var lines: [String] = []
        if let tripwire {
            lines.append("\(workload) touched the tripwire \(tripwire), which is told whatever was learned.")
        }
        if let remark { lines.append("\(remark).") }
        if !items.isEmpty {
            lines.append(isUpdate ? "More of an open incident in \(workload):" : "New in \(workload):")
        }
        for item in items { lines += describe(item) }
        if let score { lines.append(decision(score)) }
        if let learning { lines.append(state(learning)) }
        if missing > 0 {
            lines.append(
                "\(MilliText.grouped(missing)) events of this container are missing; what they showed is not known.")
        }
        if let runbook { lines.append("What to do: \(runbook)") }
        if !items.isEmpty {
            lines.append(
                "Accepting all of the entries above makes exactly this alert disappear; "
                    + "each hides only its own act in its own context."
            )
        }
        return lines
    }

    private static func describe(_ item: AlertItem) -> [String] {
        let opportunities = ["startup": "starts", "run": "runs", "session": "sessions"]
        let unit = opportunities[item.context] ?? "watched minutes"
        let alike = item.unknown["known_alike"]?.integer ?? 0
        let sum =
            item.millibits > 0 ? "\(MilliText.tenths(item.millibits)) bits" : "adds nothing: three of its family count"
        var lines = ["  \(item.family): \(item.item), in \(item.context): \(sum)"]
        let seen =
            item.support == 0
            ? "0 of \(MilliText.grouped(item.exposedWindows)) \(unit)"
            : "in \(item.support) episodes of \(MilliText.grouped(item.exposedWindows)) \(unit); "
                + "\(item.needed) make it known"
        var second = "    seen \(seen); \(MilliText.grouped(alike)) others of its kind known"
        if let nearest = item.nearest { second += "; nearest: \(nearest)" }
        lines.append(second)
        if let edit = item.edit { lines.append("    accept: \(edit)") }
        return lines
    }

    private static func decision(_ score: AlertScore) -> String {
        let high = score.asHigh == 0 ? "0" : MilliText.grouped(score.asHigh)
        return """
            \(high) of \(MilliText.grouped(score.windows)) watched windows scored as high: \
            \(MilliText.tenths(score.calibratedMillibits)) bits, floor \(MilliText.tenths(score.floorMillibits)); \
            \(MilliText.tenths(score.tokensMilli)) tokens were left \
            of a budget of \(score.budget.incidents) in \(score.budget.period).
            """
    }

    private static func state(_ learning: AlertLearning) -> String {
        var words = "Learning is \(learning.state.text)"
        if let by = learning.declaredBy { words += ", as \(by) declared" }
        if learning.isDrifting { words += ", drifting" }
        if let expected = learning.expectedNewPerPeriodMilli, let most = learning.atMostMilli {
            words +=
                ": \(MilliText.tenths(expected)) new behaviours expected in a budget period, "
                + "at most \(MilliText.tenths(most))"
        }
        return words + "."
    }
}

/// Something in an alert that contradicts its schema, in words.
package struct AlertProblem: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Alert {
    /// What is wrong with this alert; empty when nothing is. An alert is checked before it is stored: a line never changes.
    package func validate() -> [AlertProblem] {
        var problems: [AlertProblem] = []
        if let score { problems += sumProblems(score) }
        switch kind.known {
        case .anomaly:
            if workload == nil { problems.append(AlertProblem("an anomaly names no workload")) }
            if score == nil { problems.append(AlertProblem("an anomaly has no score")) }
            if items.isEmpty { problems.append(AlertProblem("an anomaly has no items")) }
        case .tripwire where tripwire == nil: problems.append(AlertProblem("an alert of kind tripwire names none"))
        case .response where about == nil: problems.append(AlertProblem("a response names no alert it is about"))
        default: break
        }
        if sequence < 0 { problems.append(AlertProblem("the sequence is negative: \(sequence)")) }
        return problems
    }

    private func sumProblems(_ score: AlertScore) -> [AlertProblem] {
        var sum: Int64 = 0
        for item in items {
            let (next, overflow) = sum.addingReportingOverflow(item.millibits)
            guard !overflow else { return [AlertProblem("the items' millibits do not fit 64 bits")] }
            sum = next
        }
        guard sum != score.millibits else { return [] }
        return [AlertProblem("the items sum to \(sum) millibits, the score says \(score.millibits)")]
    }
}

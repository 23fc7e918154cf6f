package import BehaviourModel
internal import ConfigurationReading

/// `workloads`: what is different for one of them.
package struct WorkloadsSection: Hashable, Sendable {
    package struct Exception: Hashable, Sendable {
        /// nil: the host's.
        package var mode: OperatingMode?
        package var budget: BudgetSection?
    }

    package var exceptions: [WorkloadIdentity: Exception] = [:]

    /// The budgets of those that have one of their own.
    package var budgets: [WorkloadIdentity: BudgetSection] { exceptions.compactMapValues(\.budget) }

    init() {}

    /// - Parameter budget: what a budget's missing keys are taken from.
    init(from map: inout MapReader, budget: BudgetSection) {
        for entry in map.takeAll() {
            guard let workload = Self.identity(entry.key) else {
                map.problems.add(
                    at: entry.place, key: map.full(entry.key), value: "\"\(entry.key)\"",
                    expectation: "a workload as scope/name, such as host/web")
                continue
            }
            var inner = MapReader(entry.value, path: map.full(entry.key), at: entry.place, problems: map.problems)
            var exception = Exception()
            // The default is never seen: a mode that is not given stays nil.
            let mode = inner.word("mode", default: OperatingMode.alert)
            exception.mode = inner.isGiven("mode") ? mode : nil
            var limits = inner.map("budget")
            let own = BudgetSection(from: &limits, default: budget)
            exception.budget = inner.isGiven("budget") ? own : nil
            limits.finish()
            inner.finish()
            exceptions[workload] = exception
        }
    }

    /// The scope ends at the first slash: names may have more of them.
    private static func identity(_ text: String) -> WorkloadIdentity? {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let scope = String(text[..<slash])
        let name = String(text[text.index(after: slash)...])
        return scope.isEmpty || name.isEmpty ? nil : WorkloadIdentity(scope: scope, name: name)
    }

    var json: JSONValue {
        .object(
            JSONObject(
                exceptions.map { workload, exception in
                    var members: [(String, JSONValue)] = []
                    if let mode = exception.mode { members.append(("mode", .string(mode.rawValue))) }
                    if let budget = exception.budget { members.append(("budget", budget.json)) }
                    return (workload.description, .object(JSONObject(members)))
                }))
    }
}

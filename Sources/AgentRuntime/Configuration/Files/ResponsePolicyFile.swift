internal import BehaviourModel
internal import ConfigurationReading
internal import ResponsePlanning

/// Reads `response.d/*.yaml`: a list `policies`, whose first fitting entry decides.
enum ResponsePolicyFile {
    static func parse(_ node: YAMLNode, into problems: ProblemList) -> [ResponseRule] {
        var map = MapReader(node, path: "", at: node.place, problems: problems)
        var rules: [ResponseRule] = []
        for var entry in map.maps("policies", of: "entries with name, conditions and action") ?? [] {
            guard let rule = rule(&entry) else { continue }
            if rules.contains(where: { $0.name == rule.name }) {
                problems.add(
                    at: entry.place, key: "name", value: "\"\(rule.name)\"",
                    expectation: "a name that no other entry has")
            }
            rules.append(rule)
        }
        map.missing("policies", "a list of entries with name, conditions and action")
        map.finish()
        return rules
    }

    /// The kinds that may ask for an act.
    private enum Kind: String, CaseIterable {
        case anomaly, tripwire

        var alertKind: AlertKind { self == .anomaly ? .anomaly : .tripwire }
    }

    private static func rule(_ map: inout MapReader) -> ResponseRule? {
        let name = map.text("name", default: "", "a name in small letters and hyphens")
        let workloads = map.list("workloads", default: [], "a pattern of scope/name") { WorkloadPattern($0.text) }
        let kinds = map.words("kinds", default: [Kind]())
        let tripwires = map.list("tripwires", default: [], "the name of a tripwire") { WorkloadPattern($0.text) }
        let severity = map.word("severity", default: Severity.low)
        let states = map.words("states", default: [AlertLearning.State]())
        let verdict = map.word("action", default: ResponseRule.Verdict.none)
        let hasLease = map.isGiven("lease")
        let lease = map.duration("lease", default: .seconds(20), from: .milliseconds(1), to: .seconds(15 * 60))
        let hasSeverity = map.isGiven("severity")
        map.missing("name", "a name in small letters and hyphens")
        map.missing("action", "freeze or none")
        map.finish()
        guard !name.isEmpty else { return nil }
        var rule = ResponseRule(name: name, verdict: verdict)
        rule.workloads = workloads
        rule.kinds = Set(kinds.map(\.alertKind))
        rule.tripwires = tripwires
        rule.severityAtLeast = hasSeverity ? severity : nil
        rule.learningStates = Set(states)
        rule.leaseNanoseconds = hasLease ? UInt64(clamping: DurationText.nanoseconds(in: lease)) : nil
        return rule
    }

    /// Every policy file of a folder, in the order of their names.
    ///
    /// A missing folder means: respond to nothing. But whoever names one (`place` is where) means it to be there: an agent
    /// that answers to nothing because of a misspelt path would look healthy.
    static func load(
        folder: String, namedAt place: YAMLPlace?, into problems: ProblemList
    ) -> (policy: ResponsePolicy, files: [String]) {
        var rules: [ResponseRule] = []
        var files: [String] = []
        let paths = ConfigurationFiles.yamlFiles(in: folder, into: problems)
        if paths == nil, let place {
            problems.add(
                at: place, key: "response.policy", value: "\"\(folder)\", which is missing",
                expectation: "a folder of policy files (*.yaml); an empty one responds to nothing")
        }
        for path in paths ?? [] {
            problems.note(file: path)
            guard let bytes = ConfigurationFiles.read(path, into: problems) else { continue }
            files.append(path)
            guard let node = YAMLDocument.parse(bytes, file: path, into: problems) else { continue }
            rules += parse(node, into: problems)
        }
        return (ResponsePolicy(rules: rules), files)
    }

    /// The rules as a value, for the fingerprint of the configuration.
    static func json(_ rule: ResponseRule) -> JSONValue {
        [
            "name": .string(rule.name), "workloads": .strings(rule.workloads.map(\.text)),
            "kinds": .strings(rule.kinds.map(\.rawValue).sorted()), "tripwires": .strings(rule.tripwires.map(\.text)),
            "severity": .optional(rule.severityAtLeast?.rawValue),
            "states": .strings(rule.learningStates.map(\.rawValue).sorted()), "action": .string(rule.verdict.rawValue),
            "lease": .optional(rule.leaseNanoseconds.map { Int64(clamping: $0) }),
        ]
    }
}

internal import BehaviourModel
internal import ConfigurationReading
internal import Detection

/// Reads one tripwire of `tripwires/*.yaml`.
enum TripwireFile {
    private enum Below: String, CaseIterable { case networkFacing = "network-facing" }

    static func parse(_ node: YAMLNode, into problems: ProblemList) -> Tripwire? {
        var map = MapReader(node, path: "", at: node.place, problems: problems)
        let before = problems.problems.count
        let name = map.text("name", default: "", "a name in small letters and hyphens")
        let severity = map.word("severity", default: Severity.high)
        let techniques = map.list("techniques", default: [], "a MITRE ATT&CK technique such as T1059.004") {
            isTechnique($0.text) ? $0.text : nil
        }
        let reason = map.text("reason", default: "", "a sentence")
        let runbook = map.text("runbook", default: "", "sentences: what to do")
        let condition = condition(&map)
        map.missing("name", "a name in small letters and hyphens")
        map.missing("severity", "one of low, medium, high, critical")
        map.missing("reason", "a sentence")
        map.missing("runbook", "sentences: what to do")
        map.finish()
        guard let condition, problems.problems.count == before else { return nil }
        return Tripwire(
            name: name, condition: condition, severity: severity, techniques: techniques, reason: reason,
            // A folded text ends with a line end that nobody meant.
            runbook: runbook.hasSuffix("\n") ? String(runbook.dropLast()) : runbook)
    }

    /// Exactly one of `executes_from`, `connects_to`, `leaves`.
    private static func condition(_ map: inout MapReader) -> Tripwire.Condition? {
        let origins = map.list(
            "executes_from", default: [], "one of image, upper, volume, memory, deleted, host, unknown"
        ) {
            scalar in
            ExecutableOrigin.allCases.first { $0.name.description == scalar.text }
        }
        let below = map.word("below", default: Below.networkFacing)
        let sockets = map.list("connects_to", default: [], "the path of a socket") { MapReader.path($0.text) }
        let leaves = map.value("leaves", default: "", "cgroup") { $0.text == "cgroup" ? $0.text : nil }
        let given = ["executes_from", "connects_to", "leaves"].filter { map.isGiven($0) }
        guard given.count == 1 else {
            map.problems.add(
                at: map.place, key: "", value: given.isEmpty ? "none" : given.joined(separator: " and "),
                expectation: "one of executes_from, connects_to, leaves")
            return nil
        }
        if map.isGiven("below"), given != ["executes_from"] {
            map.contradiction("below", value: below.rawValue, "below only together with executes_from")
        }
        if !leaves.isEmpty { return .leftCgroup }
        if given == ["executes_from"] {
            if origins.isEmpty { map.contradiction("executes_from", value: "none", "at least one origin") }
            return .execution(of: origins)
        }
        // The mount's path inside a container is anybody's choice: the socket's own name is what counts.
        let names = sockets.compactMap { $0.split(separator: "/").last.map { String($0) } }
        if names.isEmpty { map.contradiction("connects_to", value: "none", "at least one path") }
        return .socketUse(names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    /// The tripwire as a value, for the fingerprint of the configuration.
    static func json(_ tripwire: Tripwire) -> JSONValue {
        let condition: JSONValue =
            switch tripwire.condition {
            case .execution(let origins): ["executes_from": .strings(origins.map { $0.name.description })]
            case .socketUse(let names): ["connects_to": .strings(names)]
            case .leftCgroup: ["leaves": "cgroup"]
            }
        return [
            "name": .string(tripwire.name), "condition": condition, "severity": .string(tripwire.severity.rawValue),
            "techniques": .strings(tripwire.techniques), "reason": .string(tripwire.reason),
            "runbook": .string(tripwire.runbook),
        ]
    }

    private static func isTechnique(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        func digits(_ part: Substring, _ count: Int) -> Bool {
            part.utf8.count == count && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard let first = parts.first, first.hasPrefix("T"), digits(first.dropFirst(), 4) else { return false }
        return parts.count == 1 || (parts.count == 2 && digits(parts[1], 3))
    }
}

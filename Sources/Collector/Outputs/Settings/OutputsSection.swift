internal import BehaviourModel
package import ConfigurationReading

/// `outputs`: who is told, of what, how often.
package struct OutputsSection: Hashable, Sendable {
    /// The console's address as people open it, for links; nil for none.
    package var console: String?
    /// Lines that one output may notify in `per`, over the whole fleet.
    package var notifications: Int64 = 20
    package var per: Duration = .seconds(3_600)
    /// The age at which a line that cannot be delivered becomes a dead letter.
    package var giveUp: Duration = .seconds(86_400)
    package var outputs: [OutputSettings] = []

    package init() {}

    package init(from map: inout MapReader) {
        let console = map.value("console", default: "", "an address such as https://collector.example:8443") {
            WebAddress.isPlain($0.text) ? $0.text : nil
        }
        self.console = console.isEmpty ? nil : console.hasSuffix("/") ? String(console.dropLast()) : console
        var budget = map.map("budget")
        notifications = budget.integer("notifications", default: notifications, in: 1...1_000_000)
        per = budget.duration("per", default: per, from: .seconds(1), to: .seconds(7 * 86_400))
        budget.finish()
        giveUp = map.duration("give_up", default: giveUp, from: .seconds(1), to: .seconds(30 * 86_400))
        var named = map.map("to")
        for entry in named.takeAll() {
            var reader = MapReader(entry.value, path: named.full(entry.key), at: entry.place, problems: map.problems)
            if let output = Self.output(entry.key, &reader) { outputs.append(output) }
        }
    }

    private static func output(_ name: String, _ map: inout MapReader) -> OutputSettings? {
        let isNameGood = !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(isNameByte)
        if !isNameGood {
            map.problems.add(
                at: map.place, key: map.path, value: nil, expectation: "a name of at most 64 letters, digits, - and _")
        }
        let kinds = ["webhook", "slack", "alertmanager", "syslog"].filter { map.isGiven($0) }
        guard kinds.count == 1 else {
            map.problems.add(
                at: map.place, key: map.path, value: kinds.isEmpty ? nil : kinds.joined(separator: ", "),
                expectation: "exactly one of webhook, slack, alertmanager, syslog")
            return nil
        }
        let target = OutputTarget(kind: kinds[0], &map)
        let filter = OutputFilter(
            severity: map.word("severity", default: Severity.low),
            kinds: map.words("kinds", default: defaultKinds(kinds[0])).map(\.rawValue),
            workloads: map.list("workloads", default: [], "a pattern of scope/name") { pattern($0.text) },
            agents: map.list("agents", default: [], "a pattern of an agent's name") { pattern($0.text) })
        let isBudgeted = map.bool("budgeted", default: kinds[0] != "syslog")
        map.finish()
        guard let target, isNameGood else { return nil }
        return OutputSettings(name: name, target: target, filter: filter, isBudgeted: isBudgeted)
    }

    /// A record keeper takes everything; people are not told of each step of a response.
    private static func defaultKinds(_ kind: String) -> [KindWord] {
        kind == "syslog" ? [] : KindWord.allCases.filter { $0 != .response && $0 != .record }
    }

    private static func pattern(_ text: String) -> String? {
        text.isEmpty || text.utf8.count > 512 || text.utf8.contains(0) ? nil : text
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// The kinds of lines as filters name them; `record` is everything that is no alert.
enum KindWord: String, CaseIterable {
    case anomaly, tripwire, response, loss, health, record
    case behaviourChanged = "behaviour_changed"
    case guardRail = "guard_rail"
}

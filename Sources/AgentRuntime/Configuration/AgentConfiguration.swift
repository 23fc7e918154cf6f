package import BehaviourModel
internal import ConfigurationReading
package import Detection
package import ResponsePlanning

/// What an operator has decided: each section with its type, complete with defaults.
package struct AgentConfiguration: Hashable, Sendable {
    package var host = HostSection()
    package var time = TimeSection()
    package var learning = LearningSection()
    package var budget = BudgetSection()
    package var workloads = WorkloadsSection()
    package var runtimes = RuntimesSection()
    package var limits = LimitsSection()
    package var response = ResponseSection()
    package var audit = AuditSection()
    package var store = StoreSection()
    package var redact = RedactSection()
    package var sockets = SocketsSection()
    package var stream = StreamSection()
    /// From `tripwires/*.yaml` beside the file; the standard ones where there is no such folder.
    package var tripwires = Tripwire.standard
    /// From `sensitive-paths` beside the file; the standard ones where there is no such file.
    package var sensitivePaths = SensitivePath.standard
    /// From `response.policy`: what is done about alerts; nothing where there is no such folder.
    package var policy = ResponsePolicy()
    /// What was read, in order.
    package var files: [String] = []

    /// The defaults alone.
    package init() {}

    /// Reads every section of a document and reports all problems in it.
    init(_ root: YAMLNode?, file: String, problems: ProblemList) {
        let start = YAMLPlace(file: file, line: 1, column: 1)
        var map = MapReader(root, path: "", at: start, problems: problems)
        host = HostSection(from: &map)
        time = map.section("time", TimeSection.init(from:))
        learning = map.section("learning", LearningSection.init(from:))
        let budget = map.section("budget") { (map: inout MapReader) in BudgetSection(from: &map) }
        self.budget = budget
        workloads = map.section("workloads") { (map: inout MapReader) in WorkloadsSection(from: &map, budget: budget) }
        runtimes = map.section("runtimes", RuntimesSection.init(from:))
        limits = map.section("limits", LimitsSection.init(from:))
        response = map.section("response", ResponseSection.init(from:))
        audit = map.section("audit", AuditSection.init(from:))
        store = map.section("store", StoreSection.init(from:))
        redact = RedactSection(from: &map)
        sockets = map.section("sockets", SocketsSection.init(from:))
        stream = map.section("stream", StreamSection.init(from:))
        map.finish()
    }

    /// The whole configuration with every default, as one object: what the file would have to say.
    package var effective: JSONValue {
        .object(
            JSONObject(
                host.members + [
                    ("time", time.json), ("learning", learning.json), ("budget", budget.json),
                    ("workloads", workloads.json), ("runtimes", runtimes.json), ("limits", limits.json),
                    ("response", response.json), ("audit", audit.json), ("store", store.json), ("redact", redact.json),
                    ("sockets", sockets.json), ("stream", stream.json),
                ]))
    }

    /// The same as YAML that `load` reads back.
    package var effectiveYAML: String { YAMLText.write(effective) }
}

extension MapReader {
    /// Reads one section and reports the keys in it that nobody knows.
    mutating func section<Section>(_ key: String, _ read: (inout MapReader) -> Section) -> Section {
        var inner = map(key)
        let section = read(&inner)
        inner.finish()
        return section
    }
}

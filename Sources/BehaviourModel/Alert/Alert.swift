/// One line of what the agent tells: `yagura.alert/1`.
///
/// Workload, container, process, score, learning, response and latency are null where a kind has none (`health`, `loss`).
/// Fields that this version does not know are kept at every level, so that passing a line on changes nothing in it.
package struct Alert: Hashable, Sendable {
    package static let schema = "yagura.alert/1"

    /// Names this line for `explain` and `about`.
    package var id: String
    /// The agent's name.
    package var agent: String
    /// Born with the agent's database: sequences of two epochs are unrelated.
    package var epoch: String
    /// Counts the lines of an epoch from 1, without gaps.
    package var sequence: Int64
    /// SHA-256 of the line before, in hexadecimal; 64 zeros for the first.
    package var previous: String
    /// Wall time of the act.
    package var unixNanoseconds: Int64
    /// Boot time of the act.
    package var bootNanoseconds: UInt64
    package var bootID: String
    package var kind: AlertWord<AlertKind>
    package var severity: AlertWord<Severity>
    /// The tripwire that was touched.
    package var tripwire: String?
    /// MITRE ATT&CK techniques.
    package var techniques: [String]
    /// The incident it belongs to.
    package var incident: String?
    /// Whether it joins an incident that is already open.
    package var isUpdate: Bool
    /// The alert that a record of kind `response` belongs to.
    package var about: String?
    package var workload: AlertWorkload?
    package var container: AlertContainer?
    /// How the process came into its container.
    package var origin: AlertWord<ProcessOrigin>?
    package var process: AlertProcess?
    /// What is new, summing to `score.millibits`.
    package var items: [AlertItem]
    package var score: AlertScore?
    package var learning: AlertLearning?
    package var missing: AlertMissing
    /// The sensor that saw the act.
    package var sensor: String?
    /// The version of the item grammar.
    package var vocabulary: Int64
    package var response: AlertResponse?
    package var latency: AlertLatency?
    /// SHA-256 of the baseline it was judged by.
    package var baseline: String?
    /// SHA-256 of the effective configuration.
    package var configuration: String
    /// One sentence for what the fields do not say: a tripwire's reason, what was lost, how the agent is. Written only when set.
    package var remark: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    /// An alert with everything null and zero that a kind may lack. Sequence, previous and epoch are the store's to set.
    package init(
        id: String, agent: String, kind: AlertKind, severity: Severity, unixNanoseconds: Int64, bootNanoseconds: UInt64,
        bootID: String, configuration: String, vocabulary: Int64 = 1
    ) {
        self.id = id
        self.agent = agent
        epoch = ""
        sequence = 0
        previous = String(repeating: "0", count: 64)
        self.unixNanoseconds = unixNanoseconds
        self.bootNanoseconds = bootNanoseconds
        self.bootID = bootID
        self.kind = .known(kind)
        self.severity = .known(severity)
        techniques = []
        isUpdate = false
        items = []
        missing = AlertMissing(events: 0)
        self.vocabulary = vocabulary
        self.configuration = configuration
    }
}

internal import LinuxKernel

/// The agent's own words, on standard error: the journal takes them with the priority in front (sd-daemon(3)).
///
/// Rate-limited by its callers: what repeats is said when it changes.
package enum AgentLog {
    package static func error(_ text: String) { write("<3>", text) }
    package static func warning(_ text: String) { write("<4>", text) }
    package static func notice(_ text: String) { write("<5>", text) }

    /// A line without priority: what scripts wait for (`ready …`).
    package static func plain(_ text: String) { write("", text) }

    private static func write(_ priority: String, _ text: String) {
        let prefix = isJournal ? priority : ""
        StandardStream.error(prefix + text.split(separator: "\n").joined(separator: " ") + "\n")
    }

    private static let isJournal = Environment.value(of: "JOURNAL_STREAM") != nil
}

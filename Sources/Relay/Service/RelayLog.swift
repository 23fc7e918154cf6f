internal import BehaviourModel
internal import CRelay
internal import FoundationEssentials

/// The relay's own words, on standard error: the journal takes them with the priority in front (sd-daemon(3)).
package enum RelayLog {
    package static func error(_ text: String) { write("<3>", text) }
    package static func warning(_ text: String) { write("<4>", text) }
    package static func notice(_ text: String) { write("<5>", text) }

    /// A line without priority: what scripts wait for (`ready …`).
    package static func plain(_ text: String) { write("", text) }

    /// Tells the service manager, where there is one: `READY=1`, `STATUS=…`.
    static func notify(_ text: String) { yagura_notify(Array(text.utf8).span) }

    private static func write(_ priority: String, _ text: String) {
        let prefix = isJournal ? priority : ""
        // What a collector or a certificate says is not ours: no line of it may look like another.
        let bytes = Array((prefix + text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n").utf8)
        yagura_say(bytes.span)
    }

    private static let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil
}

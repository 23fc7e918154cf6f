internal import BehaviourModel

/// Where a command prints.
package protocol Console: AnyObject {
    /// Columns of the terminal that takes the output; nil when it is none, or its width is unknown.
    var columns: Int? { get }
    /// Whether messages go to a terminal, where a progress line may be written over.
    var showsProgress: Bool { get }
    /// Writes to standard output.
    func write(_ text: String) throws(CommandFailure)
    /// Writes to standard error. What cannot be written there is lost: there is nobody left to tell.
    func complain(_ text: String)
}

extension Console {
    func print(_ lines: [String]) throws(CommandFailure) {
        guard !lines.isEmpty else { return }
        try write(lines.joined(separator: "\n") + "\n")
    }

    /// One text whose lines may be long: for people, not cut.
    func print(_ text: String) throws(CommandFailure) {
        try write(PrintableText.checked(text) + "\n")
    }

    func print(_ table: Table, hasTitles: Bool = true) throws(CommandFailure) {
        if table.isEmpty { return }
        try print(table.lines(limit: columns, hasTitles: hasTitles))
    }

    /// One line, the value as the agent sent it.
    func print(_ json: JSONValue) throws(CommandFailure) {
        try write(PrintableText.line(json) + "\n")
    }
}

/// A message that replaces itself on a terminal; elsewhere a line each time it changes.
final class ProgressLine {
    private let console: any Console
    private var last = ""

    init(_ console: any Console) {
        self.console = console
    }

    func show(_ text: String) {
        let text = PrintableText.checked(text)
        guard text != last else { return }
        last = text
        if console.showsProgress {
            // ECMA-48: CR to the first column, EL clears to the end of the line.
            console.complain("\r\u{1B}[K" + DisplayWidth.cut(text, to: console.columns ?? 79))
        } else {
            console.complain(text + "\n")
        }
    }

    /// Takes the line away, for what comes next.
    func clear() {
        if console.showsProgress, !last.isEmpty { console.complain("\r\u{1B}[K") }
        last = ""
    }
}

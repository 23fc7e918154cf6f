/// Hands one line to a receiver. The receiver has it when `send` returns.
package protocol OutputSender: Sendable {
    /// - Parameter now: Unix nanoseconds.
    func send(_ line: OutboundLine, _ note: OutboundNote, now: Int64) async throws(OutputTrouble)
    func close() async
}

extension OutputTarget {
    package func sender(name: String) -> any OutputSender {
        switch self {
        case .webhook(let target): HTTPSender(target: target, form: .webhook)
        case .slack(let target): HTTPSender(target: target, form: .slack)
        case .alertmanager(let target): HTTPSender(target: target, form: .alertmanager)
        case .syslog(let target): SyslogSender(target: target)
        }
    }
}

internal import CLinux
internal import Glibc

/// Words to the service manager, by the protocol of sd_notify(3): `READY=1`, `WATCHDOG=1`, `STATUS=…`.
package struct ServiceNotification: Sendable {
    private let path: String?
    /// How often the manager wants to hear `WATCHDOG=1`, at the latest; nil when it does not.
    package let watchdog: Duration?

    /// Reads what the manager has put into the environment.
    package init() {
        path = Environment.value(of: "NOTIFY_SOCKET")
        let microseconds = Environment.value(of: "WATCHDOG_USEC").flatMap { Int64($0) }
        watchdog = microseconds.flatMap { $0 > 0 ? .microseconds($0) : nil }
    }

    package func send(_ text: String) {
        guard let path else { return }
        _ = unsafe yagura_unix_send(path, text)
    }
}

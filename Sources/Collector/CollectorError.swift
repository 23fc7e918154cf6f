package import WireProtocol

/// Why a command of the collector could not do what was asked, and how its program ends then.
package struct CollectorError: Error, Hashable, Sendable, CustomStringConvertible {
    package let status: ExitStatus
    /// What was tried, why it failed, what to do.
    package let description: String

    package init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }

    package static func usage(_ description: String) -> CollectorError { CollectorError(.usage, description) }
    package static func failed(_ description: String) -> CollectorError { CollectorError(.failed, description) }
}

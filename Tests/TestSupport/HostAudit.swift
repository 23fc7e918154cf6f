import Glibc

/// The host's audit: one for all, so a test has it alone, and leaves it as it was.
package enum HostAudit {
    private static let lock = "/run/lock/yagura-audit.lock"

    /// What a test changed and did not put back.
    package struct Change: Error, CustomStringConvertible {
        let before: String
        let after: String
        /// What else went wrong.
        let cause: (any Error)?

        package var description: String {
            let first = cause.map { "\($0); and " } ?? ""
            return "\(first)audit is not as it was found\n--- before\n\(before)\n--- after\n\(after)"
        }
    }

    /// Every audit setting and rule, as the system's own tool lists them.
    package static func settings() throws -> String {
        let status = try Command.must(["auditctl", "-s"]).split(separator: "\n").filter {
            !$0.hasPrefix("lost") && !$0.hasPrefix("backlog ") && !$0.hasPrefix("backlog_wait_time_actual")
        }
        return status.joined(separator: "\n") + (try Command.must(["auditctl", "-l"]))
    }

    /// Runs a test while no other test and no script of ours touches audit.
    package static func alone<Result>(_ body: () throws -> Result) throws -> Result {
        let file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw FileFailure("open", lock) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileFailure("lock", lock) }
        }
        return try body()
    }

    /// The same, and throws when rules or settings are not back as they were.
    package static func restored<Result>(_ body: () throws -> Result) throws -> Result {
        try alone {
            let before = try settings()
            do {
                let result = try body()
                try compare(with: before, nil)
                return result
            } catch let change as Change {
                throw change
            } catch {
                try compare(with: before, error)
                throw error
            }
        }
    }

    private static func compare(with before: String, _ cause: (any Error)?) throws {
        let after = try settings()
        if after != before { throw Change(before: before, after: after, cause: cause) }
    }
}

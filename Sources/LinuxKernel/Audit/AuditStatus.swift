/// The kernel's audit settings and counters (AUDIT_GET).
package struct AuditStatus: Sendable, Hashable {
    /// 0 off, 1 on, 2 on and locked until reboot.
    package var enabled: UInt32 = 0
    /// What the kernel does when it must drop a record: 0 nothing, 1 log, 2 panic.
    package var failure: UInt32 = 0
    /// The process that receives the records; 0 when there is none.
    package var owner: UInt32 = 0
    package var rateLimit: UInt32 = 0
    package var backlogLimit: UInt32 = 0
    /// Records dropped since the counter was reset. Multicast readers' overflows are not in it.
    package var lost: UInt32 = 0
    package var backlog: UInt32 = 0
    /// How long a process waits, in jiffies, for room in a full backlog.
    package var backlogWaitTicks: UInt32 = 0

    package var isLocked: Bool { enabled == 2 }
    package var panicsOnLoss: Bool { failure == 2 }

    package init() {}

    /// Nil when the bytes are too few for the oldest form of `audit_status`; newer fields may be missing.
    init?(_ payload: Span<UInt8>) {
        guard let enabled = payload.uint32(at: 4), let failure = payload.uint32(at: 8),
            let owner = payload.uint32(at: 12), let rateLimit = payload.uint32(at: 16),
            let backlogLimit = payload.uint32(at: 20), let lost = payload.uint32(at: 24),
            let backlog = payload.uint32(at: 28)
        else { return nil }
        self.enabled = enabled
        self.failure = failure
        self.owner = owner
        self.rateLimit = rateLimit
        self.backlogLimit = backlogLimit
        self.lost = lost
        self.backlog = backlog
        backlogWaitTicks = payload.uint32(at: 36) ?? 0
    }
}

/// One setting of AUDIT_SET: its bit in the mask, and its place in `audit_status`.
enum AuditSetting {
    case enabled, owner, backlogLimit, backlogWaitTicks, lost

    /// The request's payload: all of `audit_status` with this field set.
    func payload(_ value: UInt32) -> [UInt8] {
        let (mask, word): (UInt32, Int) =
            switch self {
            case .enabled: (0x0001, 1)
            case .owner: (0x0004, 3)
            case .backlogLimit: (0x0010, 5)
            case .backlogWaitTicks: (0x0020, 9)
            case .lost: (0x0040, 6)
            }
        var words = [UInt32](repeating: 0, count: 11)
        words[0] = mask
        words[word] = value
        var bytes: [UInt8] = []
        for word in words { bytes.append(native: word) }
        return bytes
    }
}

/// Message types of linux/audit.h that this module sends or tells apart.
enum AuditMessageType {
    static let getStatus: UInt16 = 1000
    static let setStatus: UInt16 = 1001
    static let addRule: UInt16 = 1011
    static let deleteRule: UInt16 = 1012
    static let listRules: UInt16 = 1013
    /// Below it a message is netlink's own (acknowledgement, end of a list), not an audit record.
    static let firstRecord: UInt16 = 1100
}

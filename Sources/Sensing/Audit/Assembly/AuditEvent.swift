/// A text of an event: a place in its slot of `AuditTexts`.
struct AuditText: BitwiseCopyable {
    var start: Int32 = 0
    var count: Int32 = 0

    var isEmpty: Bool { count == 0 }
}

/// Which records of an event have come.
struct AuditRecordSet: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    static let syscall = AuditRecordSet(rawValue: 1)
    static let execve = AuditRecordSet(rawValue: 2)
    static let directory = AuditRecordSet(rawValue: 4)
    static let path = AuditRecordSet(rawValue: 8)
    static let address = AuditRecordSet(rawValue: 16)
}

/// One event under assembly: what its records have said so far.
struct AuditEvent: BitwiseCopyable {
    /// The slot whose texts are this event's.
    let slot: Int
    var isOpen = false
    var serial: UInt64 = 0
    var milliseconds: UInt64 = 0
    /// Boot time at which its latest record was read, nanoseconds.
    var touchedNanoseconds: UInt64 = 0
    var records: AuditRecordSet = []
    /// A record was cut, lost or senseless.
    var isCut = false

    var architecture: UInt32 = 0
    var call: UInt32 = 0
    var argument0: UInt64 = 0
    var argument1: UInt64 = 0
    var argument2: UInt64 = 0
    var hasFailed = false
    var result: Int64 = 0
    var pid: Int32 = 0
    var parentPid: Int32 = 0
    var uid: UInt32 = 0
    var hasUid = false
    var hasTerminal = false
    var rule: AuditRuleKey = .foreign
    var openFlags: UInt64 = 0
    var hasOpenFlags = false

    var textBytes: Int32 = 0
    var executable = AuditText()
    var directory = AuditText()
    var address = AuditText()
    var arguments = AuditText()
    /// The argument that is being read; -1 before the first.
    var argumentIndex: Int32 = -1
    var argumentCount: Int32 = 0
    var hasArgumentsCut = false
    var paths = [4 of AuditPathItem](repeating: AuditPathItem())
    var pathCount = 0

    init(slot: Int) {
        self.slot = slot
    }

    /// Begins anew in the same slot.
    mutating func open(serial: UInt64, milliseconds: UInt64) {
        self = AuditEvent(slot: slot)
        isOpen = true
        self.serial = serial
        self.milliseconds = milliseconds
    }
}

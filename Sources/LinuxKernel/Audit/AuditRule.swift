/// A rule of the kernel's audit, in the form the kernel lists it: what was added can be deleted again exactly.
package struct AuditRule: Sendable, Hashable {
    package enum List: UInt32, Sendable { case user = 0, task = 1, exit = 4, exclude = 5, filesystem = 6 }

    package enum Action: UInt32, Sendable { case never = 0, always = 2 }

    package enum Comparison: UInt32, Sendable {
        case equal = 0x4000_0000
        case notEqual = 0x3000_0000
        case less = 0x1000_0000
        case lessOrEqual = 0x5000_0000
        case greater = 0x2000_0000
        case greaterOrEqual = 0x6000_0000
        case maskedBy = 0x0800_0000
        case maskEquals = 0x4800_0000
    }

    /// One condition. A text field's value is its text's length, the text is in `text`.
    package struct Condition: Sendable, Hashable {
        package let field: AuditField
        /// The raw operator: rules of others may use ones we have no name for.
        package let comparison: UInt32
        package let value: UInt32
        package let text: [UInt8]
    }

    /// The raw list and action of listed rules, which may be of a kind that this type does not name.
    package private(set) var listNumber: UInt32
    package private(set) var actionNumber: UInt32
    /// One bit for each system call number; a new rule of the exit list means all until it names one.
    package private(set) var systemCalls: [UInt32]
    package private(set) var conditions: [Condition] = []
    private var namesSystemCalls = false

    package init(_ list: List, _ action: Action) {
        listNumber = list.rawValue
        actionNumber = action.rawValue
        systemCalls = [UInt32](repeating: list == .exit ? .max : 0, count: Self.maskWords)
    }

    package var list: List? { List(rawValue: listNumber) }
    package var action: Action? { Action(rawValue: actionNumber) }

    /// The text of its key condition; nil without one.
    package var key: String? {
        conditions.first { $0.field == .key }.map { String(decoding: $0.text, as: UTF8.self) }
    }

    /// Adds a numeric condition; false when the kernel's 64 are used up.
    @discardableResult
    package mutating func require(_ field: AuditField, _ comparison: Comparison, _ value: UInt32) -> Bool {
        guard conditions.count < Self.maximumConditions, !field.isText else { return false }
        conditions.append(.init(field: field, comparison: comparison.rawValue, value: value, text: []))
        return true
    }

    /// Adds a condition on a text (path, directory, executable, key), at most 4,096 bytes.
    @discardableResult
    package mutating func require(_ field: AuditField, _ comparison: Comparison = .equal, text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard conditions.count < Self.maximumConditions, field.isText, !bytes.isEmpty, bytes.count <= 4096,
            !bytes.contains(0)
        else { return false }
        let length = UInt32(bytes.count)
        conditions.append(.init(field: field, comparison: comparison.rawValue, value: length, text: bytes))
        return true
    }

    /// Limits the rule to this system call and the others named; false when the number has no bit.
    @discardableResult
    package mutating func match(systemCall number: Int32) -> Bool {
        guard number >= 0, number < Int32(Self.maskWords * 32 - 32) else { return false }
        nameSystemCalls()
        systemCalls[Int(number) / 32] |= 1 << UInt32(number % 32)
        return true
    }

    /// From now on only what is named matches.
    mutating func nameSystemCalls() {
        if !namesSystemCalls { systemCalls = [UInt32](repeating: 0, count: Self.maskWords) }
        namesSystemCalls = true
    }

    package static func == (left: AuditRule, right: AuditRule) -> Bool {
        left.listNumber == right.listNumber && left.actionNumber == right.actionNumber
            && left.systemCalls == right.systemCalls && left.conditions == right.conditions
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(listNumber)
        hasher.combine(actionNumber)
        hasher.combine(systemCalls)
        hasher.combine(conditions)
    }

    static let maskWords = 64  // AUDIT_BITMASK_SIZE
    static let maximumConditions = 64  // AUDIT_MAX_FIELDS

    init(
        listNumber: UInt32, actionNumber: UInt32, systemCalls: [UInt32], conditions: [Condition]
    ) {
        self.listNumber = listNumber
        self.actionNumber = actionNumber
        self.systemCalls = systemCalls
        self.conditions = conditions
        namesSystemCalls = true
    }
}

/// What a condition is about (AUDIT_* of linux/audit.h).
package struct AuditField: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let pid = AuditField(rawValue: 0)
    package static let uid = AuditField(rawValue: 1)
    package static let effectiveUid = AuditField(rawValue: 2)
    package static let gid = AuditField(rawValue: 5)
    /// The login uid, inherited through fork, exec and setuid; 0xFFFF_FFFF is unset.
    package static let loginUid = AuditField(rawValue: 9)
    package static let personality = AuditField(rawValue: 10)
    /// The system call's architecture; `AuditRule.nativeArchitecture`.
    package static let architecture = AuditField(rawValue: 11)
    package static let messageType = AuditField(rawValue: 12)
    package static let parentPid = AuditField(rawValue: 18)
    package static let inode = AuditField(rawValue: 102)
    package static let exit = AuditField(rawValue: 103)
    package static let success = AuditField(rawValue: 104)
    /// One file.
    package static let path = AuditField(rawValue: 105)
    /// Any of the bits of `AuditPermissions`.
    package static let permissions = AuditField(rawValue: 106)
    /// Everything below a directory.
    package static let directory = AuditField(rawValue: 107)
    package static let argument0 = AuditField(rawValue: 200)
    package static let argument1 = AuditField(rawValue: 201)
    package static let argument2 = AuditField(rawValue: 202)
    package static let argument3 = AuditField(rawValue: 203)
    /// A name of ours, repeated in each record of a match.
    package static let key = AuditField(rawValue: 210)
    package static let executable = AuditField(rawValue: 112)

    /// Subject and object labels (13-17, 19-23) have texts as well.
    var isText: Bool {
        switch rawValue {
        case 13...17, 19...23, 105, 107, 112, 210: true
        default: false
        }
    }
}

/// The value of a condition on permissions.
package enum AuditPermissions {
    package static let execute: UInt32 = 1
    package static let write: UInt32 = 2
    package static let read: UInt32 = 4
    package static let attribute: UInt32 = 8
}

internal import CAudit

/// Names and numbers of system calls, from libaudit's tables.
extension AuditRule {
    /// The value of `AuditField.architecture` for programs of this machine's own kind.
    package static var nativeArchitecture: UInt32 { audit_machine_to_elf(audit_detect_machine()) }

    /// Limits the rule to the named system calls of this machine (and sets the architecture, without which numbers
    /// mean nothing); gives back the names that it does not have: `open` is unknown on aarch64.
    @discardableResult
    package mutating func match(systemCalls names: [String]) -> [String] {
        if !conditions.contains(where: { $0.field == .architecture }) {
            require(.architecture, .equal, Self.nativeArchitecture)
        }
        // Should none be known, the rule matches nothing rather than all.
        nameSystemCalls()
        return names.filter { name in
            guard let number = AuditNames.systemCall(name) else { return true }
            return !match(systemCall: number)
        }
    }
}

/// libaudit's tables, by name.
package enum AuditNames {
    /// The number of a system call of this machine; nil when it has none of that name.
    package static func systemCall(_ name: String) -> Int32? {
        let number = unsafe audit_name_to_syscall(name, audit_detect_machine())
        return number < 0 ? nil : number
    }

    /// The name of a system call of an architecture as audit records write it (`c000003e`); nil when unknown.
    package static func systemCall(_ number: Int32, architecture: UInt32 = AuditRule.nativeArchitecture) -> String? {
        let machine = audit_elf_to_machine(architecture)
        guard machine >= 0, let name = unsafe audit_syscall_to_name(number, machine) else { return nil }
        return unsafe String(cString: name)
    }

    /// The number of a record type (`SYSCALL`, `EXECVE`); nil when unknown.
    package static func recordType(_ name: String) -> UInt16? {
        UInt16(exactly: unsafe audit_name_to_msg_type(name))
    }

    /// The name of a record type; nil when unknown.
    package static func recordType(_ number: UInt16) -> String? {
        guard let name = unsafe audit_msg_type_to_name(Int32(number)) else { return nil }
        return unsafe String(cString: name)
    }
}

extension AuditRule: CustomStringConvertible {
    /// A short form for messages: list, action, number of conditions, key.
    package var description: String {
        let list = list.map { "\($0)" } ?? "list \(listNumber)"
        let action = action.map { "\($0)" } ?? "action \(actionNumber)"
        return "\(action),\(list) with \(conditions.count) conditions" + (key.map { ", key \($0)" } ?? "")
    }
}

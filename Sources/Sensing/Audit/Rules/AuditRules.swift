package import LinuxKernel

/// The rules that hold for the whole host: execs, connections, and calls that reach for it.
///
/// They name no container, because the kernel's audit knows none; attribution is the pipeline's.
package struct AuditRules: Sendable {
    package private(set) var rules: [AuditRule] = []
    /// Those of `rules` that tell of connections.
    private var ofConnections: Set<AuditRule> = []
    /// System calls that this machine does not have.
    package private(set) var unknownCalls: [String] = []

    private static let connections = ["connect", "bind", "listen"]
    // ptrace and the file calls are left out here: a debugger peeks thousands of times a second.
    private static let escapes = [
        "mount", "umount2", "move_mount", "pivot_root", "setns", "unshare", "bpf", "setuid", "setreuid", "setresuid",
        "setgid", "setregid", "setresgid", "init_module", "finit_module", "delete_module", "keyctl", "io_uring_setup",
    ]
    /// PTRACE_ATTACH and PTRACE_SEIZE: taking hold of another process; the requests that follow are not.
    private static let attaching: [UInt32] = [16, 0x4206]

    /// - Parameter agent: the process whose own calls are nobody's concern.
    package init(agent: Int32) {
        let agent = UInt32(bitPattern: agent)
        add(agent) {
            $0.require(.success, .equal, 1)
            return $0.match(systemCalls: ["execve", "execveat"])
        }
        add(agent, isConnection: true) { $0.match(systemCalls: Self.connections) }
        add(agent) { $0.match(systemCalls: Self.escapes) }
        for request in Self.attaching {
            add(agent) {
                $0.require(.argument0, .equal, request)
                return $0.match(systemCalls: ["ptrace"])
            }
        }
        if AuditRule.nativeArchitecture == AuditCall.x86_64 { addCompatible(agent) }
    }

    /// What is left of them under a restraint.
    package func rules(under restraint: AuditRestraint) -> [AuditRule] {
        switch restraint {
        case .nothing: rules
        case .connections: rules.filter { !ofConnections.contains($0) }
        case .everything: []
        }
    }

    private mutating func add(
        _ agent: UInt32, isConnection: Bool = false, _ body: (inout AuditRule) -> [String]
    ) {
        var rule = AuditRule(.exit, .always)
        unknownCalls += body(&rule)
        finish(rule, agent, isConnection)
    }

    /// What 32-bit programs call, by the numbers of `syscall_32.tbl`: another way in, the same deeds.
    private mutating func addCompatible(_ agent: UInt32) {
        addCompatible(agent, [11, 358]) { $0.require(.success, .equal, 1) }
        addCompatible(agent, [361, 362, 363], isConnection: true) { _ in }
        // socketcall: 2 bind, 3 connect, 4 listen.
        for call: UInt32 in 2...4 {
            addCompatible(agent, [102], isConnection: true) { $0.require(.argument0, .equal, call) }
        }
        let escapes: [Int32] = [
            21, 23, 46, 52, 70, 71, 128, 129, 164, 170, 203, 204, 208, 210, 213, 214, 217, 288, 310, 346, 350, 357, 425,
            429,
        ]
        addCompatible(agent, escapes) { _ in }
        for request in Self.attaching { addCompatible(agent, [26]) { $0.require(.argument0, .equal, request) } }
    }

    private mutating func addCompatible(
        _ agent: UInt32, _ calls: [Int32], isConnection: Bool = false, _ body: (inout AuditRule) -> Void
    ) {
        var rule = AuditRule(.exit, .always)
        rule.require(.architecture, .equal, AuditCall.i386)
        for call in calls { rule.match(systemCall: call) }
        body(&rule)
        finish(rule, agent, isConnection)
    }

    private mutating func finish(_ rule: AuditRule, _ agent: UInt32, _ isConnection: Bool) {
        var rule = rule
        rule.require(.pid, .notEqual, agent)
        rule.require(.key, text: AuditRuleKey.ownText)
        rules.append(rule)
        if isConnection { ofConnections.insert(rule) }
    }
}

extension AuditRule {
    /// Whether the rule bears one of our keys.
    package var isOwn: Bool { key == AuditRuleKey.ownText || key == AuditRuleKey.filesText }

    /// A watch on one file or folder name, for `permissions` of `AuditPermissions`.
    package static func watch(_ path: String, permissions: UInt32) -> AuditRule? {
        var rule = AuditRule(.exit, .always)
        guard rule.require(.path, text: path) else { return nil }
        rule.require(.permissions, .equal, permissions)
        rule.require(.key, text: AuditRuleKey.filesText)
        return rule
    }

    /// Keeps records of one type from being made. It can carry no key: the kernel would then never match it.
    package static func exclusion(of type: UInt16) -> AuditRule {
        var rule = AuditRule(.exclude, .always)
        rule.require(.messageType, .equal, UInt32(type))
        return rule
    }

    /// Records that nobody reads when we are alone. Never CONFIG_CHANGE: it tells of a flush.
    package static let noise: [UInt16] = [
        AuditRecordType.processTitle, AuditRecordType.fileCapabilities, AuditRecordType.bpf,
        AuditRecordType.eventListener,
    ]
}

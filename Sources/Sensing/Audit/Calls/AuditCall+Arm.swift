internal import BehaviourModel

extension AuditCall {
    /// Numbers of `include/uapi/asm-generic/unistd.h`, as arm64 has them.
    static func arm(_ call: UInt32) -> AuditCall {
        switch call {
        case 221, 281: .execute
        case 203: .connect
        case 200: .bind
        case 201: .listen
        case 40: .escape(.mount)
        case 39: .escape(.umount)
        case 41: .escape(.pivotRoot)
        case 117: .escape(.ptrace)
        case 268: .escape(.setns)
        case 97: .escape(.unshare)
        case 280: .escape(.bpf)
        case 145, 146, 147, 151: .escape(.setuid)
        case 143, 144, 149, 152: .escape(.setgid)
        case 105, 106, 273: .escape(.module)
        case 219: .escape(.keyctl)
        case 56, 265: .open(flags: 2)
        case 45, 46: .truncate
        case 35: .remove
        case 38, 276: .rename
        case 37: .link
        case 33, 34, 36: .makeNode
        case 78: .readLink
        case 5...7, 14...16, 52...55: .changeAttributes
        default: common(call)
        }
    }
}

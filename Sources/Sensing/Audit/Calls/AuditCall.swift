package import BehaviourModel

/// What a system call does, as far as an observation needs it.
package enum AuditCall: Equatable, BitwiseCopyable, Sendable {
    case other
    case execute
    case connect, bind, listen
    case escape(EscapeCall)
    /// Flags in the argument of this number.
    case open(flags: Int)
    /// Flags in memory: the OPENAT2 record has them.
    case openHow
    case create, truncate, remove, rename, link, makeNode, readLink, changeAttributes

    /// i386 `socketcall`, whose first argument tells which call it is (`linux/net.h`).
    case socketCall

    // elf-em.h and audit.h: machine | 64-bit flag | little-endian flag.
    package static let x86_64: UInt32 = 0xC000_003E
    package static let i386: UInt32 = 0x4000_0003
    package static let arm64: UInt32 = 0xC000_00B7

    package static func of(architecture: UInt32, call: UInt32, argument0: UInt64) -> AuditCall {
        let found =
            switch architecture {
            case x86_64: x86(call)
            case i386: x86Compatible(call)
            case arm64: arm(call)
            default: AuditCall.other
            }
        guard found == .socketCall else { return found }
        return switch argument0 {
        case 2: .bind
        case 3: .connect
        case 4: .listen
        default: .other
        }
    }

    /// Calls that bear the same number everywhere (since Linux 5.1).
    static func common(_ call: UInt32) -> AuditCall {
        switch call {
        case 425: .escape(.ioUring)
        case 428, 429, 430, 432, 442: .escape(.mount)  // open_tree, move_mount, fsopen, fsmount, mount_setattr
        case 437: .openHow
        case 452, 463, 466: .changeAttributes  // fchmodat2, setxattrat, removexattrat
        default: .other
        }
    }
}

/// Numbers of the audit records that mean something here (`linux/audit.h`); all others are counted and let go.
package enum AuditRecordType {
    package static let login: UInt16 = 1006
    package static let syscall: UInt16 = 1300
    package static let path: UInt16 = 1302
    package static let configChange: UInt16 = 1305
    package static let socketAddress: UInt16 = 1306
    package static let workingDirectory: UInt16 = 1307
    package static let execve: UInt16 = 1309
    package static let endOfEvent: UInt16 = 1320
    package static let fileCapabilities: UInt16 = 1321
    package static let seccomp: UInt16 = 1326
    package static let processTitle: UInt16 = 1327
    package static let ownerReplaced: UInt16 = 1329
    package static let bpf: UInt16 = 1334
    package static let eventListener: UInt16 = 1335
    package static let openHow: UInt16 = 1337

    /// Whether a number is one of the kernel's own: what a process with CAP_AUDIT_WRITE may inject lies elsewhere.
    // audit_receive_msg takes AUDIT_USER and 1100–1199, 2100–2999 from user space; a container that Docker started may.
    package static func isKernelOwn(_ type: UInt16) -> Bool { (1300..<2000).contains(type) || type == login }
}

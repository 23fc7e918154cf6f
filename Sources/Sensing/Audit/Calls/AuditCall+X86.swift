internal import BehaviourModel

extension AuditCall {
    /// Numbers of `arch/x86/entry/syscalls/syscall_64.tbl`; 520 and 545 are the x32 ABI's.
    static func x86(_ call: UInt32) -> AuditCall {
        switch call & 0x3FFF_FFFF {
        case 59, 322, 520, 545: .execute
        case 42: .connect
        case 49: .bind
        case 50: .listen
        case 165: .escape(.mount)
        case 166: .escape(.umount)
        case 155: .escape(.pivotRoot)
        case 101, 521: .escape(.ptrace)
        case 308: .escape(.setns)
        case 272: .escape(.unshare)
        case 321: .escape(.bpf)
        case 105, 113, 117, 122: .escape(.setuid)
        case 106, 114, 119, 123: .escape(.setgid)
        case 175, 176, 313: .escape(.module)
        case 250: .escape(.keyctl)
        case 2: .open(flags: 1)
        case 257, 304: .open(flags: 2)
        case 85: .create
        case 76, 77: .truncate
        case 84, 87, 263: .remove
        case 82, 264, 316: .rename
        case 86, 265: .link
        case 83, 88, 133, 258, 259, 266: .makeNode
        case 89, 267: .readLink
        case 90...94, 260, 268, 188...190, 197...199: .changeAttributes
        case let number: common(number)
        }
    }

    /// Numbers of `arch/x86/entry/syscalls/syscall_32.tbl`.
    static func x86Compatible(_ call: UInt32) -> AuditCall {
        switch call {
        case 11, 358: .execute
        case 102: .socketCall
        case 362: .connect
        case 361: .bind
        case 363: .listen
        case 21: .escape(.mount)
        case 22, 52: .escape(.umount)
        case 217: .escape(.pivotRoot)
        case 26: .escape(.ptrace)
        case 346: .escape(.setns)
        case 310: .escape(.unshare)
        case 357: .escape(.bpf)
        case 23, 70, 164, 203, 208, 213: .escape(.setuid)
        case 46, 71, 170, 204, 210, 214: .escape(.setgid)
        case 128, 129, 350: .escape(.module)
        case 288: .escape(.keyctl)
        case 5: .open(flags: 1)
        case 295, 342: .open(flags: 2)
        case 8: .create
        case 92, 93, 193, 194: .truncate
        case 10, 40, 301: .remove
        case 38, 302, 353: .rename
        case 9, 303: .link
        case 14, 39, 83, 296, 297, 304: .makeNode
        case 85, 305: .readLink
        case 15, 16, 94, 95, 182, 198, 207, 212, 226...228, 235...237, 298, 306: .changeAttributes
        default: common(call)
        }
    }
}

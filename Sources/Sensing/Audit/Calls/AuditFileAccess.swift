internal import BehaviourModel

/// What a call did to a file.
enum AuditFileAccess {
    // fcntl.h of every Linux that audits here: the same numbers.
    private static let writeOnly: UInt64 = 1
    private static let readWrite: UInt64 = 2
    private static let accessMode: UInt64 = 3
    private static let truncate: UInt64 = 0x200
    /// AT_FDCWD, as the kernel prints an `int`.
    private static let currentDirectory: UInt32 = 0xFFFF_FF9C

    static func of(_ call: AuditCall, _ use: AuditPathUse, _ event: AuditEvent) -> FileAccess {
        switch call {
        case .open(let flags): opened(flags == 1 ? event.argument1 : event.argument2, use)
        // Without the record nobody knows: reading is the least it can have been.
        case .openHow: opened(event.hasOpenFlags ? event.openFlags : 0, use)
        case .create: use == .create ? [.write, .create] : .write
        case .truncate: .write
        case .remove: .unlink
        case .rename: use == .create ? [.rename, .create] : [.rename, .unlink]
        case .link: use == .create ? [.link, .create] : .link
        case .makeNode: .create
        case .changeAttributes: .chmod
        default: .read
        }
    }

    /// Whether the call names a directory by a descriptor, so that `cwd` does not tell where a relative name lies.
    static func isBelowDescriptor(_ event: AuditEvent) -> Bool {
        switch AuditCall.of(architecture: event.architecture, call: event.call, argument0: event.argument0) {
        case .open(flags: 1), .create, .truncate: false
        default: event.argument0 < 0x1_0000 && UInt32(truncatingIfNeeded: event.argument0) != currentDirectory
        }
    }

    private static func opened(_ flags: UInt64, _ use: AuditPathUse) -> FileAccess {
        var access: FileAccess =
            switch flags & accessMode {
            case writeOnly: .write
            case readWrite: [.read, .write]
            default: .read
            }
        if flags & truncate != 0 { access.insert(.write) }
        if use == .create { access.insert(.create) }
        return access
    }
}

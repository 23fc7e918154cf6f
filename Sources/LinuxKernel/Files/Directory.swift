internal import CLinux

/// A directory to name files from. `Directory.working` takes absolute paths; one opened on `/proc/<pid>` or a
/// cgroup keeps meaning that process or cgroup although the name is reused.
package struct Directory: ~Copyable, Sendable {
    package let descriptor: Descriptor
    /// The path it was opened by, for messages.
    package let path: String

    /// No directory of its own: relative names start at the process's working directory.
    package static let working = Directory(Descriptor(owning: yagura_working_directory()), path: "")

    /// Takes over a descriptor of a directory.
    package init(_ descriptor: consuming Descriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens the directory at an absolute path.
    package init(_ path: String) throws(SystemCallError) {
        self = try Directory.working.directory(path)
    }

    /// Opens a directory below this one.
    package func directory(_ name: String) throws(SystemCallError) -> Directory {
        Directory(try open(name, [.directory]), path: display(name))
    }

    /// Opens a file to read, unless `options` say otherwise.
    ///
    /// A FIFO with no writer would block for ever: pass `.nonBlocking` for files that others own.
    package func open(
        _ name: String, _ options: OpenOptions = [], mode: UInt32 = 0o600
    ) throws(SystemCallError) -> Descriptor {
        try rejectNul(name, "open")
        let result = unsafe yagura_open(descriptor.number, name, Int32(truncatingIfNeeded: options.rawValue), mode)
        return Descriptor(owning: Int32(clamping: try check(result, "open", display(name))))
    }

    /// Opens a file beneath this directory by openat2(2): for trees that someone hostile writes to.
    package func open(
        _ name: String, _ options: OpenOptions, resolving: ResolveOptions
    ) throws(SystemCallError) -> Descriptor {
        try rejectNul(name, "openat2")
        let result = unsafe yagura_open_resolving(
            descriptor.number, name, UInt64(options.rawValue), resolving.rawValue)
        return Descriptor(owning: Int32(clamping: try check(result, "openat2", display(name))))
    }

    /// The text of a link, at most 4,096 bytes.
    package func link(_ name: String) throws(SystemCallError) -> [UInt8] {
        try rejectNul(name, "readlink")
        var bytes = [UInt8](repeating: 0, count: 4096)
        var span = bytes.mutableSpan
        let count = try check(unsafe yagura_readlink(descriptor.number, name, &span), "readlink", display(name))
        bytes.removeLast(bytes.count - min(count, bytes.count))
        return bytes
    }

    func display(_ name: String) -> String {
        path.isEmpty || name.utf8.first == UInt8(ascii: "/") ? name : "\(path)/\(name)"
    }

    /// A name with a NUL in it would be cut silently, and mean another file.
    func rejectNul(_ name: String, _ call: String) throws(SystemCallError) {
        guard name.utf8.contains(0) else { return }
        throw SystemCallError(call: call, object: display(name), number: .invalid)
    }
}

/// Flags of open(2); O_CLOEXEC is always set.
package struct OpenOptions: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let writeOnly = OpenOptions(rawValue: UInt32(YAGURA_O_WRONLY))
    package static let readWrite = OpenOptions(rawValue: UInt32(YAGURA_O_RDWR))
    package static let create = OpenOptions(rawValue: UInt32(YAGURA_O_CREAT))
    package static let exclusive = OpenOptions(rawValue: UInt32(YAGURA_O_EXCL))
    package static let truncate = OpenOptions(rawValue: UInt32(YAGURA_O_TRUNC))
    package static let append = OpenOptions(rawValue: UInt32(YAGURA_O_APPEND))
    package static let nonBlocking = OpenOptions(rawValue: UInt32(YAGURA_O_NONBLOCK))
    package static let directory = OpenOptions(rawValue: UInt32(YAGURA_O_DIRECTORY))
    package static let noFollow = OpenOptions(rawValue: UInt32(YAGURA_O_NOFOLLOW))
    /// A handle only: no reading, but links and other file systems can be named through it.
    package static let pathOnly = OpenOptions(rawValue: UInt32(YAGURA_O_PATH))
}

/// Flags of openat2(2), RESOLVE_*.
package struct ResolveOptions: OptionSet, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let noMountCrossing = ResolveOptions(rawValue: 0x01)
    package static let noMagicLinks = ResolveOptions(rawValue: 0x02)
    package static let noLinks = ResolveOptions(rawValue: 0x04)
    package static let beneath = ResolveOptions(rawValue: 0x08)
    /// The directory is the root: absolute names and links start there.
    package static let inRoot = ResolveOptions(rawValue: 0x10)
}

internal import LinuxKernel

/// A container's root file system, seen through its first process: `/proc/<pid>/root` shows what the container sees,
/// its bind mounts and volumes included, whatever the runtime made the root of.
struct ContainerRoot: ~Copyable {
    /// `/proc/<pid>/root`
    let prefix: String
    private let directory: Directory

    init(initPid: Int32) throws(SystemCallError) {
        prefix = "/proc/\(initPid)/root"
        directory = try Directory(prefix)
    }

    /// A file as the container means it, every link on the way followed inside its root.
    struct Place {
        /// Absolute inside the container, no link in it.
        var path: String
        /// Nil where nothing of that name exists yet.
        var status: FileStatus?
    }

    /// Where a path leads; nil when not even its folder exists, or its name cannot be told.
    func place(of path: String) -> Place? {
        if let file = try? directory.open(String(path.dropFirst()), [.pathOnly], resolving: .inRoot) {
            guard let resolved = Self.path(of: file), let status = try? file.status() else { return nil }
            return Place(path: resolved, status: status)
        }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let name = path[path.index(after: slash)...]
        let parent = path[..<slash].dropFirst()
        guard !name.isEmpty,
            let folder = try? directory.open(
                parent.isEmpty ? "." : String(parent), [.pathOnly, .directory], resolving: .inRoot),
            let resolved = Self.path(of: folder)
        else { return nil }
        return Place(path: resolved == "/" ? "/\(name)" : "\(resolved)/\(name)", status: nil)
    }

    /// The files in a folder, at most `limit`; names that are no text are left out.
    func files(in path: String, limit: Int) -> [String] {
        guard
            let opened = try? directory.open(String(path.dropFirst()), [.directory, .nonBlocking], resolving: .inRoot)
        else { return [] }
        var names: [String] = []
        try? Directory(opened, path: path).forEachEntry { entry in
            guard names.count < limit, entry.kind == .file || entry.kind == .link,
                let name = String(validating: entry.name, as: UTF8.self)
            else { return }
            names.append(name)
        }
        return names.sorted().map { "\(path)/\($0)" }
    }

    // The kernel's own name of an open file is relative to the root of the mount namespace it lies in: the container's.
    private static func path(of file: borrowing Descriptor) -> String? {
        guard let bytes = try? Directory.working.link("/proc/self/fd/\(file.number)"),
            let path = String(validating: bytes, as: UTF8.self), path.hasPrefix("/"), !path.hasSuffix(" (deleted)")
        else { return nil }
        return path
    }
}

/// The moment a process began, in clock ticks since boot: with it a pid names one process for ever.
func processStartTicks(_ pid: Int32) -> UInt64? {
    guard let bytes = try? Directory.working.read("/proc/\(pid)/stat", limit: 1024),
        let parenthesis = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = bytes[parenthesis...].split(separator: 0x20)
    // Field 22 of proc(5); the name in parentheses is field 2.
    return fields.count > 20 ? UInt64(String(decoding: fields[20], as: UTF8.self)) : nil
}

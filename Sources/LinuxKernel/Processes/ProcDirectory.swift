/// `/proc/<pid>` held open: every read is of the same process, or says by nil that it has ended.
package struct ProcDirectory: ~Copyable, Sendable {
    package let directory: Directory
    package let pid: Int32

    /// Nil when there is no such process.
    package static func open(_ pid: Int32) throws(SystemCallError) -> ProcDirectory? {
        do throws(SystemCallError) {
            return ProcDirectory(directory: try Directory("/proc/\(pid)"), pid: pid)
        } catch {
            if error.isGone { return nil }
            throw error
        }
    }

    private init(directory: consuming Directory, pid: Int32) {
        self.directory = directory
        self.pid = pid
    }

    package func stat() throws(SystemCallError) -> ProcStat? {
        guard let bytes = try read("stat", limit: 4096) else { return nil }
        return ProcStat(bytes.span)
    }

    package func status() throws(SystemCallError) -> ProcStatus? {
        guard let bytes = try read("status", limit: 16_384) else { return nil }
        return ProcStatus(bytes.span)
    }

    /// The arguments, each ended by a NUL, at most `limit` bytes; empty for a zombie or kernel thread. The process
    /// itself can change them.
    package func commandLine(limit: Int = 4096) throws(SystemCallError) -> [UInt8]? {
        try read("cmdline", limit: limit)
    }

    package func cgroups() throws(SystemCallError) -> ProcessCgroups? {
        guard let bytes = try read("cgroup", limit: 65_536) else { return nil }
        return ProcessCgroups(bytes.span)
    }

    package func mounts() throws(SystemCallError) -> MountTable? {
        guard let bytes = try read("mountinfo", limit: 4 << 20) else { return nil }
        return MountTable(bytes.span)
    }

    /// The executable's path in the process's own mount namespace; nil for a kernel thread too.
    package func executable() throws(SystemCallError) -> [UInt8]? {
        do throws(SystemCallError) {
            return try directory.link("exe")
        } catch {
            return try nothing(error)
        }
    }

    /// The executable file itself, whatever its path means today.
    package func executableStatus() throws(SystemCallError) -> FileStatus? { try followed("exe") }

    /// The identity of a namespace: its inode.
    package func namespace(_ kind: NamespaceKind) throws(SystemCallError) -> UInt64? {
        try followed("ns/\(kind.rawValue)")?.inode
    }

    private func read(_ name: String, limit: Int) throws(SystemCallError) -> [UInt8]? {
        do throws(SystemCallError) {
            return try directory.read(name, limit: limit)
        } catch {
            return try nothing(error)
        }
    }

    private func followed(_ name: String) throws(SystemCallError) -> FileStatus? {
        do throws(SystemCallError) {
            return try directory.status(name, followingLinks: true)
        } catch {
            return try nothing(error)
        }
    }

    /// That the process ended is a value.
    private func nothing<Value>(_ error: SystemCallError) throws(SystemCallError) -> Value? {
        if error.isGone { return nil }
        throw error
    }
}

/// A kind of namespace, by its name under `/proc/<pid>/ns`.
package enum NamespaceKind: String, Sendable { case mount = "mnt", pid, network = "net", user, cgroup, uts, ipc }

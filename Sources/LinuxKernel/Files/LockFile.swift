internal import CLinux

/// A lock that one process of the host holds at a time, released at its end whatever happens (flock).
package struct LockFile: ~Copyable, Sendable {
    private let descriptor: Descriptor
    private let path: String

    /// Takes the lock, creating the file; nil when another process holds it.
    package static func take(_ path: String) throws(SystemCallError) -> LockFile? {
        let file = try Directory.working.open(path, [.readWrite, .create, .noFollow], mode: 0o644)
        guard try checkReady(yagura_try_lock(file.number), "flock", path) != nil else { return nil }
        return LockFile(descriptor: file, path: path)
    }

    /// Whether the path still names the file that is locked: whoever held it before may have removed it between our open
    /// and our lock, and then the lock keeps nobody out.
    package var isInPlace: Bool {
        guard let own = try? descriptor.status(), let named = try? Directory.working.status(path) else { return false }
        return own.inode == named.inode && own.device == named.device
    }

    /// Writes the holder's pid into the file, for those who are kept out.
    package func note(holder pid: Int32) throws(SystemCallError) {
        // Always as long as the longest pid: what a predecessor wrote is covered whole.
        let digits = String(max(0, pid))
        let line = digits + String(repeating: " ", count: max(0, 10 - digits.utf8.count)) + "\n"
        try descriptor.writeAll(Array(line.utf8).span)
    }

    /// The pid that the holder of a lock wrote; nil when it has not yet, or the file is gone.
    package static func holder(of path: String) -> Int32? {
        guard let text = try? Directory.working.text(path, limit: 16), let pid = Int32(text), pid > 0 else {
            return nil
        }
        return pid
    }

    /// Gives the lock back, and removes its file while nobody else can hold it.
    package consuming func remove() {
        if isInPlace { _ = try? Directory.working.unlink(path) }
    }
}

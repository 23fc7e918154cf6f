internal import CLinux

/// A lock that one process of the host holds at a time, released at its end whatever happens (flock).
package struct LockFile: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Takes the lock, creating the file; nil when another process holds it.
    package static func take(_ path: String) throws(SystemCallError) -> LockFile? {
        let file = try Directory.working.open(path, [.readWrite, .create, .noFollow])
        guard try checkReady(yagura_try_lock(file.number), "flock", path) != nil else { return nil }
        return LockFile(descriptor: file)
    }
}

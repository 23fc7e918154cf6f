package import BehaviourModel
internal import LinuxKernel

/// Says where an executable of a container comes from, for a few microseconds an exec.
///
/// What does not change is read when the container starts and kept until its end: its mounts, a handle on its root and one
/// on the overlay's upper folder. Neither handle hinders the runtime: the root's belongs to the container's own mount
/// namespace, the upper folder lies on the host's file system.
package struct ExecutableOriginProber: ~Copyable {
    /// Who executes: asked where the path does not say it.
    package struct Runner: Sendable {
        package var pid: Int32
        /// It has not run a program of its container yet: what it executes may be the runtime's own.
        package var isRuntimeStep: Bool

        package init(pid: Int32, isRuntimeStep: Bool) {
            self.pid = pid
            self.isRuntimeStep = isRuntimeStep
        }
    }

    private var roots: [UInt64: OriginRoot] = [:]
    private var looks = LooksOfBatch()
    private let hostMountNamespace: UInt64

    package init() { hostMountNamespace = OriginRoot.hostMountNamespace }

    package var count: Int { roots.count }

    /// Opens what the container's executables are looked up in.
    ///
    /// - Parameter wallMinusBoot: what turns the container's start into wall time, by which files are dated; nanoseconds.
    package mutating func started(_ container: ContainerDescription, wallMinusBoot: Int64) {
        // What was asked of the root as it was known before says nothing.
        looks.forget()
        guard roots.count < ContainerFinder.containerLimit else { return }
        roots[container.cgroup.inode] = OriginRoot(
            container, bornAfter: Int64(clamping: container.startBootNanoseconds) &+ wallMinusBoot,
            isHost: container.mountNamespace != 0 && container.mountNamespace == hostMountNamespace)
    }

    /// What is asked from now on was read together, before this call: one look at a file then answers for all of it.
    package mutating func beginBatch() { looks.forget() }

    package mutating func ended(cgroup: UInt64) {
        looks.forget()
        roots[cgroup] = nil
    }

    /// The origin of an executable by the path that `/proc/<pid>/exe` or audit's `exe=` names: without links, as the
    /// container sees it. `.unknown` where a look gives no clear answer; nil where none can be taken: of a container that is
    /// not known, or whose root may not be asked.
    ///
    /// The look comes milliseconds after the execution, and a program that hides uses them: it removes or renames its own
    /// file, puts a link in its place, or ran in a mount namespace of its own. Then the process is asked.
    package mutating func origin(of path: Span<UInt8>, in cgroup: UInt64, by runner: Runner) -> ExecutableOrigin? {
        if let origin = Self.origin(byMark: path) { return origin }
        guard let root = roots[cgroup], Self.isAbsolute(path) else { return nil }
        if let known = looks.origin(of: path, in: cgroup) { return known }
        switch root.look(at: path) {
        case .origin(let origin):
            looks.note(origin, of: path, in: cgroup)
            return origin
        case .unasked: return nil
        case .absent where runner.isRuntimeStep: return .host
        case .absent: return Self.origin(running: runner.pid, named: path, in: root) ?? .deleted
        case .unclear: return Self.origin(running: runner.pid, named: path, in: root) ?? .unknown
        }
    }

    /// By the file that the process runs, which its link follows through renames; nil when it runs no more.
    private static func origin(
        running pid: Int32, named path: Span<UInt8>, in root: OriginRoot
    ) -> ExecutableOrigin? {
        guard let link = try? Directory.working.link("/proc/\(pid)/exe") else { return nil }
        let now = link.span
        if let origin = origin(byMark: now) { return origin }
        // It still has that name, where the process is: in a mount namespace of its own.
        guard isAbsolute(now), !now.equals(path) else { return .unknown }
        // Renamed within the upper layer; or the process runs something else by now, which says nothing of the first.
        return root.look(at: now) == .origin(.upper) ? .upper : .deleted
    }

    private static func origin(byMark path: Span<UInt8>) -> ExecutableOrigin? {
        if path.begins(with: memoryFile) { return .memory }
        return path.ends(with: deletedMark) ? .deleted : nil
    }

    private static func isAbsolute(_ path: Span<UInt8>) -> Bool { path.count > 1 && path[0] == UInt8(ascii: "/") }
}

private let memoryFile = Array("/memfd:".utf8)
private let deletedMark = Array(" (deleted)".utf8)

extension Span<UInt8> {
    fileprivate func begins(with text: [UInt8]) -> Bool { matches(text, at: 0) }
    fileprivate func ends(with text: [UInt8]) -> Bool { matches(text, at: count - text.count) }

    fileprivate func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    func equals(_ text: [UInt8]) -> Bool { count == text.count && matches(text, at: 0) }

    private func matches(_ text: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start + text.count <= count else { return false }
        for index in text.indices where self[start + index] != text[index] { return false }
        return true
    }
}

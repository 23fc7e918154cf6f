package import BehaviourModel
internal import LinuxKernel

/// Says where an executable of a container comes from, for a few microseconds an exec.
///
/// What does not change is read when the container starts and kept until its end: its mounts, a handle on its root and one
/// on the overlay's upper folder. Neither handle hinders the runtime: the root's belongs to the container's own mount
/// namespace, the upper folder lies on the host's file system.
package struct ExecutableOriginProber: ~Copyable {
    private var roots: [UInt64: OriginRoot] = [:]
    private let ownMountNamespace: UInt64
    private let seed: UInt64

    /// - Parameter seed: secret of this process, for tables whose keys come from containers.
    package init(seed: UInt64) {
        self.seed = seed
        ownMountNamespace = OriginRoot.ownMountNamespace
    }

    package var count: Int { roots.count }

    /// Opens what the container's executables are looked up in.
    ///
    /// - Parameter wallMinusBoot: what turns the container's start into wall time, by which files are dated; nanoseconds.
    package mutating func started(_ container: ContainerDescription, wallMinusBoot: Int64) {
        guard roots.count < ContainerFinder.containerLimit else { return }
        roots[container.cgroup.inode] = OriginRoot(
            container, bornAfter: Int64(clamping: container.startBootNanoseconds) &+ wallMinusBoot,
            isHost: container.mountNamespace != 0 && container.mountNamespace == ownMountNamespace)
    }

    package mutating func ended(cgroup: UInt64) { roots[cgroup] = nil }

    /// The origin of an executable by the path that `/proc/<pid>/exe` or audit's `exe=` names: without links, as the
    /// container sees it. nil when the container is not known, or the path is no clear answer.
    package func origin(of path: Span<UInt8>, in cgroup: UInt64) -> ExecutableOrigin? {
        if path.begins(with: memoryFile) { return .memory }
        if path.ends(with: deletedMark) { return .deleted }
        guard path.count > 1, path[0] == UInt8(ascii: "/"), let root = roots[cgroup] else { return nil }
        return root.origin(of: path, seed: seed)
    }
}

private let memoryFile = Array("/memfd:".utf8)
private let deletedMark = Array(" (deleted)".utf8)

extension Span<UInt8> {
    fileprivate func begins(with text: [UInt8]) -> Bool { matches(text, at: 0) }
    fileprivate func ends(with text: [UInt8]) -> Bool { matches(text, at: count - text.count) }

    private func matches(_ text: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start + text.count <= count else { return false }
        for index in text.indices where self[start + index] != text[index] { return false }
        return true
    }
}

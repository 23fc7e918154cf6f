internal import BehaviourModel
internal import LinuxKernel

/// Names a container among all runtimes: the state folder it was found in, and its id there.
struct StateKey: Hashable, Sendable {
    var folder: Int
    var id: String
}

/// A folder whose entries are the state folders of containers.
struct StateFolder: Hashable, Sendable {
    var layout: Int
    /// Of containerd; empty where a runtime has none.
    var namespace: String
    var path: String
}

/// A container that runs, as the finder keeps it.
struct KnownContainer {
    /// Nil for a canary, which no runtime knows.
    var key: StateKey?
    var state: RuntimeState
    var description: ContainerDescription
    /// The cgroup's paths in `/proc/<pid>/cgroup`; nil where the container has none of its own.
    var unified: String?
    var freezer: String?
    /// Tells of the end of the first process; nil when it had ended already.
    var initPidfd: HeldPidfd?
    /// How often the metadata was still missing; nil once it is complete.
    var metadataAttempts: Int?
    var isEnding = false
}

/// Keeps a pidfd in tables of copyable values; it closes when the container is forgotten.
final class HeldPidfd: Sendable {
    let pidfd: Pidfd
    init(_ pidfd: consuming Pidfd) { self.pidfd = pidfd }
}

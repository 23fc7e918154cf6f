internal import BehaviourModel

/// One runtime's way of keeping its containers on disk.
///
/// State says what runs and where; metadata says what it is called. The two come from different files, which are
/// written at different moments, so metadata may come late.
protocol RuntimeLayout: Sendable {
    /// What a container is called by as long as its metadata says nothing better.
    var runtime: String { get }
    /// The folder that holds one folder for each container, or one for each namespace (`hasNamespaces`).
    var folder: String { get }
    /// The folders in `folder` are namespaces, which hold the containers' folders.
    var hasNamespaces: Bool { get }
    /// The file in a container's folder whose appearance says that its first process exists.
    var stateFile: String { get }

    /// What the state file says.
    func state(_ file: JSONValue, id: String) throws(ContainerProblem) -> RuntimeState
    /// What else is known; throws when a file that should be there is missing or damaged.
    func metadata(of state: RuntimeState, namespace: String) throws(ContainerProblem) -> ContainerMetadata
}

extension RuntimeLayout {
    var hasNamespaces: Bool { false }
}

/// What a runtime's state file says of one container, unescaped.
struct RuntimeState: Hashable, Sendable {
    var id: String
    /// In the runtime's pid namespace, the initial one.
    var initPid: Int32
    /// As in `/proc/<pid>/stat`; 0 where the runtime does not say.
    var initStartTicks: UInt64
    var rootPath: String?
    var bundle: String?
    /// The OCI annotations.
    var annotations: [String: String]
    /// Absolute paths by controller: `freezer`, `name=systemd`, and the empty name for the v2 hierarchy.
    var cgroupPaths: [String: String]
    /// Path below each hierarchy's root, where the runtime gives no absolute ones.
    var cgroupPath: String?

    /// Both speak of one run of the container: its first process is the same.
    func isSame(_ other: RuntimeState) -> Bool {
        initPid == other.initPid && initStartTicks == other.initStartTicks
    }
}

/// What a container is called, from wherever its runtime keeps that.
struct ContainerMetadata: Hashable, Sendable {
    var runtime: String
    var name: String?
    /// Image reference, or an id of the form `sha256:…` where the runtime knows no reference.
    var image: String?
    var digest: String?
    /// Docker labels or OCI annotations, as far as they are the operator's: an image must not choose its own workload.
    var labels: [String: String]
    /// There are labels, and nobody can say whether the image brought them.
    var hasUnbelievedLabels = false
}

/// Where a container's processes live, as the kernel shows it.
package struct CgroupPlacement: Hashable, Sendable {
    /// Absolute path of the directory whose inode names the container: the v2 (or unified) one where the container has its own there, else v1 `freezer`.
    package var path: String
    package var inode: UInt64
    /// Absolute path of the v1 `freezer` directory; nil on a pure v2 host.
    package var freezerV1: String?
    /// Absolute path of the container's own v2 directory; nil where it has none.
    package var unified: String?

    package init(path: String, inode: UInt64, freezerV1: String?, unified: String?) {
        self.path = path
        self.inode = inode
        self.freezerV1 = freezerV1
        self.unified = unified
    }
}

/// What is known of a running container; later knowledge amends it.
///
/// All texts are escaped (`EscapedText`): printable, whatever the container called itself.
package struct ContainerDescription: Hashable, Sendable {
    package var id: String
    package var name: String
    /// `runc`, `docker`, `containerd`, `podman`, `cri-o`, …
    package var runtime: String
    package var workload: WorkloadIdentity
    package var image: String?
    /// `sha256:…` where known.
    package var digest: String?
    package var cgroup: CgroupPlacement
    /// The container's first process in the initial pid namespace; 0 before the runtime has made it.
    package var initPid: Int32
    /// Nanoseconds since boot.
    package var startBootNanoseconds: UInt64
    package var mountNamespace: UInt64
    package var networkNamespace: UInt64
    /// Absolute path of the root file system as the host sees it; nil where unknown.
    package var rootPath: String?
    /// The overlay's upper directory; nil on a plain root.
    package var upperDirectory: String?
    /// Older than the agent, or than the first enabling of audit: partly visible until it restarts.
    package var isPartlyVisible: Bool
    /// Mode from the label `yagura.mode`; may only raise the configured one.
    package var modeLabel: String?
    /// A pause or infrastructure container: never frozen.
    package var isInfrastructure: Bool

    package init(
        id: String, name: String, runtime: String, workload: WorkloadIdentity, image: String? = nil,
        digest: String? = nil,
        cgroup: CgroupPlacement, initPid: Int32, startBootNanoseconds: UInt64, mountNamespace: UInt64 = 0,
        networkNamespace: UInt64 = 0, rootPath: String? = nil, upperDirectory: String? = nil,
        isPartlyVisible: Bool = false,
        modeLabel: String? = nil, isInfrastructure: Bool = false
    ) {
        self.id = id
        self.name = name
        self.runtime = runtime
        self.workload = workload
        self.image = image
        self.digest = digest
        self.cgroup = cgroup
        self.initPid = initPid
        self.startBootNanoseconds = startBootNanoseconds
        self.mountNamespace = mountNamespace
        self.networkNamespace = networkNamespace
        self.rootPath = rootPath
        self.upperDirectory = upperDirectory
        self.isPartlyVisible = isPartlyVisible
        self.modeLabel = modeLabel
        self.isInfrastructure = isInfrastructure
    }

    /// The image version a baseline distinguishes: the digest where known, else the reference.
    package var version: String? { digest ?? image }
}

internal import LinuxKernel

/// Where the hierarchies that name containers are mounted on this host: v2 (or `unified`), and v1 `freezer`.
struct CgroupHierarchies: Hashable, Sendable {
    /// Mount point of the cgroup2 file system.
    var unified: String?
    /// Mount point of the v1 freezer.
    var freezer: String?

    init(unified: String?, freezer: String?) {
        self.unified = unified
        self.freezer = freezer
    }

    /// The first mount of each whose root is the hierarchy's: later ones are of containers, or bind mounts.
    init(_ mounts: MountTable) {
        let whole = mounts.entries.filter { $0.root == "/" }
        unified = whole.first { $0.type == "cgroup2" }?.point
        freezer = whole.first { $0.type == "cgroup" && $0.hasOption("freezer") }?.point
    }

    /// As this process sees them.
    static func ofThisHost() throws(SystemCallError) -> CgroupHierarchies {
        let bytes = try Directory.working.read("/proc/self/mountinfo", limit: 4 << 20)
        return CgroupHierarchies(MountTable(String(decoding: bytes, as: UTF8.self)))
    }
}

/// The cgroups of one process, by the two hierarchies that name containers; paths below the hierarchies' roots.
struct ProcessCgroups: Hashable, Sendable {
    var unified: String?
    var freezer: String?

    /// `/proc/<pid>/cgroup` (cgroups(7)): `id:controllers:path` a line.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            // A process that is about to end may outlive its cgroup: that says nothing of where it belonged.
            guard !parts[2].hasSuffix(" (deleted)") else {
                self = ProcessCgroups("")
                return
            }
            if parts[0] == "0", parts[1].isEmpty { unified = String(parts[2]) }
            if parts[1].split(separator: ",").contains("freezer") { freezer = String(parts[2]) }
        }
    }
}

/// Where this host's control groups are mounted.
package struct CgroupLayout: Sendable, Hashable {
    package enum Version: Sendable, Hashable {
        /// One hierarchy for all controllers.
        case unified
        /// Controllers on v1, and a v2 hierarchy without them beside.
        case hybrid
        /// v1 alone.
        case legacy
    }

    /// The mount point of the v2 hierarchy.
    package let unified: String?
    /// The mount points of the v1 controllers, by controller (`freezer`, `memory`, `name=systemd`).
    package let controllers: [String: String]

    /// Nil where no hierarchy is mounted at all.
    package var version: Version? {
        if unified != nil { return controllers.isEmpty ? .unified : .hybrid }
        return controllers.isEmpty ? nil : .legacy
    }

    /// Reads the layout out of a mount table.
    package init(_ mounts: MountTable) {
        var unified: String?
        var controllers: [String: String] = [:]
        // A bind mount of a part (root other than `/`), as containers have it, is not the hierarchy.
        for entry in mounts.entries where entry.root == "/" {
            if entry.fileSystem == "cgroup2" { unified = unified ?? entry.mountPoint }
            guard entry.fileSystem == "cgroup" else { continue }
            for option in entry.superOptions.split(separator: ",") where !Self.flags.contains(option) {
                controllers[String(option)] = controllers[String(option)] ?? entry.mountPoint
            }
        }
        self.unified = unified
        self.controllers = controllers
    }

    /// The layout of the running host.
    package static func current() throws(SystemCallError) -> CgroupLayout {
        let bytes = try Directory.working.read("/proc/self/mountinfo", limit: 4 << 20)
        return CgroupLayout(MountTable(bytes.span))
    }

    /// The directory of a cgroup path as `/proc/<pid>/cgroup` gives it; nil when that hierarchy is not mounted.
    /// A nil controller means the v2 hierarchy.
    package func directory(of path: String, controller: String? = nil) -> String? {
        let mount = if let controller { controllers[controller] } else { unified }
        // A path that climbs is one outside our cgroup namespace, and means nothing here.
        guard let mount, path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return nil }
        return path == "/" ? mount : mount + path
    }

    private static let flags: Set<Substring> = [
        "rw", "ro", "xattr", "clone_children", "noprefix", "release_agent", "cpuset_v2_mode", "favordynmods", "none",
    ]
}

package import BehaviourModel
package import LinuxKernel

/// Where this host's freezer hierarchies are mounted, and who must never be frozen in them.
package struct HostCgroups: Hashable, Sendable {
    /// One mounted hierarchy.
    package struct Hierarchy: Hashable, Sendable {
        package var isUnified: Bool
        package var mountPoint: String
        /// The part of the hierarchy that is mounted there; `/` but in a container.
        package var root: String

        /// The absolute directory of a path as `/proc/<pid>/cgroup` gives it; nil where it is not below this mount.
        func directory(of path: String) -> String? {
            let root = root == "/" ? "" : root
            guard path.utf8.starts(with: root.utf8) else { return nil }
            let rest = String(decoding: path.utf8.dropFirst(root.utf8.count), as: UTF8.self)
            if rest.isEmpty || rest == "/" { return mountPoint }
            return rest.utf8.first == UInt8(ascii: "/") ? mountPoint + rest : nil
        }
    }

    package var hierarchies: [Hierarchy]
    private var agent: [String]
    private var runtimes: [String]

    /// Reads what is mounted, where this process is, and where the daemons of container runtimes are.
    package static func discover() throws(SystemCallError) -> HostCgroups {
        let mounts = try Directory.working.read("/proc/self/mountinfo", limit: 16 << 20)
        var host = HostCgroups(mountinfo: mounts)
        host.agent = try host.directories(of: "self")
        for daemon in try RuntimeDaemons.running() {
            do throws(SystemCallError) {
                host.runtimes += try host.directories(of: String(daemon.pid))
            } catch {
                if !error.isGone { throw error }
            }
        }
        return host
    }

    /// The hierarchies in the text of `/proc/<pid>/mountinfo`; the first mount of each counts as its place.
    package init(mountinfo bytes: [UInt8]) {
        (hierarchies, agent, runtimes) = ([], [], [])
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { continue }
            let isUnified = fields[dash + 1] == "cgroup2"
            let isFreezer = fields[dash + 1] == "cgroup" && fields[dash + 3].split(separator: ",").contains("freezer")
            guard isUnified || isFreezer, !fields[4].utf8.contains(UInt8(ascii: "\\")) else { continue }
            hierarchies.append(Hierarchy(isUnified: isUnified, mountPoint: fields[4], root: fields[3]))
        }
    }

    /// What planning and acting leave alone.
    package func protection(prefixes: [String] = []) -> CgroupProtection {
        CgroupProtection(
            roots: hierarchies.map(\.mountPoint), agent: agent, runtimes: runtimes, prefixes: prefixes)
    }

    /// The roots below which the dead man's switch has a cgroup of its own.
    package var homes: [String] {
        var seen: Set<Bool> = []
        return hierarchies.filter { $0.root == "/" && seen.insert($0.isUnified).inserted }.map(\.mountPoint)
    }

    /// The directories of a process in each hierarchy.
    private func directories(of process: String) throws(SystemCallError) -> [String] {
        directories(inText: try Directory.working.read("/proc/\(process)/cgroup", limit: 1 << 20))
    }

    func directories(inText bytes: [UInt8]) -> [String] {
        var result: [String] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = String(decoding: parts[1], as: UTF8.self).split(separator: ",")
            let path = String(decoding: parts[2], as: UTF8.self)
            for hierarchy in hierarchies {
                let isIt = hierarchy.isUnified ? controllers.isEmpty : controllers.contains("freezer")
                if isIt, let directory = hierarchy.directory(of: path) { result.append(directory) }
            }
        }
        return result
    }
}

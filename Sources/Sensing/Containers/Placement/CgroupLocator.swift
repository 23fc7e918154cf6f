internal import BehaviourModel
internal import LinuxKernel

/// Finds a container's own cgroup directory from what its runtime wrote and from where its first process is.
///
/// The runtime's word decides, because an init may move itself deeper; the process's own cgroups tell which hierarchies
/// the runtime joined at all. A container that shares the root of a hierarchy has no directory of its own there.
struct CgroupLocator: Sendable {
    let layout: CgroupLayout

    /// nil when none is the container's own, or it is gone and was not in `recent` either.
    func placement(of state: RuntimeState, process: ProcessCgroups?, recent: RecentCgroups) -> Found? {
        let unified = path(
            in: layout.unified, stated: state.cgroupPaths[""], state: state, actual: process?.unified)
        let freezer = path(
            in: layout.controllers["freezer"], stated: state.cgroupPaths["freezer"], state: state,
            actual: process?.controllers["freezer"])
        for choice in [unified, freezer] {
            guard let choice, let inode = Self.inode(choice.absolute) ?? recent.inode(of: choice.absolute) else {
                continue
            }
            let placement = CgroupPlacement(
                path: choice.absolute, inode: inode, freezerV1: freezer?.absolute, unified: unified?.absolute)
            return Found(placement: placement, unified: unified?.relative, freezer: freezer?.relative)
        }
        return nil
    }

    static func inode(_ path: String) -> UInt64? {
        guard let status = try? Directory.working.status(path), status.isDirectory else { return nil }
        return status.inode
    }

    /// A placement, and the paths by which `/proc/<pid>/cgroup` names it.
    struct Found {
        var placement: CgroupPlacement
        var unified: String?
        var freezer: String?
    }

    private struct Place {
        var absolute: String
        var relative: String
    }

    private func path(in mount: String?, stated: String?, state: RuntimeState, actual: String?) -> Place? {
        guard let mount else { return nil }
        var relative = actual
        if let stated, let below = Self.below(mount, stated) {
            relative = below
        } else if let cgroupPath = state.cgroupPath {
            relative = cgroupPath.hasPrefix("/") ? cgroupPath : "/\(cgroupPath)"
        }
        guard let relative, relative != "/", !relative.isEmpty, Self.isClean(relative) else { return nil }
        // The process is elsewhere: the runtime named a directory that it did not join.
        if let actual, actual != relative, !actual.hasPrefix(relative + "/") { return nil }
        return Place(absolute: mount + relative, relative: relative)
    }

    /// The part of an absolute path below a mount point, with its leading slash.
    private static func below(_ mount: String, _ path: String) -> String? {
        guard path.hasPrefix(mount + "/") else { return nil }
        return String(path.dropFirst(mount.count))
    }

    /// No `..`, no empty component: it is put behind a mount point.
    private static func isClean(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(0)
            && path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

import Glibc

/// A folder of one test, removed with everything in it.
package final class ScratchFolder {
    package let path: String

    package init() throws {
        var template = Array("/tmp/yagura-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw FileFailure("mkdtemp", "/tmp") }
        path = String(cString: made)
    }

    deinit {
        unmountAll(below: path)
        removeTree(path)
    }
}

/// Unmounts what a test mounted below a folder, the last mount first.
func unmountAll(below path: String) {
    guard let mounts = try? readText("/proc/self/mountinfo") else { return }
    let points = mounts.split(separator: "\n").compactMap { line -> String? in
        let fields = line.split(separator: " ")
        return fields.count > 4 ? String(fields[4]) : nil
    }
    for point in points.reversed() where point.hasPrefix(path + "/") { umount2(point, Int32(MNT_DETACH)) }
}

/// Removes the cgroups on the way to a path, in every hierarchy, as far as nobody uses them.
package func removeEmptyCgroups(above path: String) {
    var parts = path.split(separator: "/").dropLast()
    let roots = ["/sys/fs/cgroup"] + entries(of: "/sys/fs/cgroup").map { "/sys/fs/cgroup/\($0)" }
    // Controllers may lie below a cgroup that we are in ourselves.
    let own = ((try? readText("/proc/self/cgroup")) ?? "").split(separator: "\n").map { line in
        String(line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).last ?? "")
    }
    while !parts.isEmpty {
        for root in roots {
            for prefix in Set(own + [""]) { rmdir("\(root)\(prefix)/\(parts.joined(separator: "/"))") }
        }
        parts = parts.dropLast()
    }
}

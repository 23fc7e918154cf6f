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

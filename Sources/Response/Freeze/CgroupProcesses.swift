internal import LinuxKernel

/// The processes of a cgroup and of those below it.
enum CgroupProcesses {
    /// Deeper trees, and ones with more cgroups, are not looked through: a container may make them at will.
    private static let depthLimit = 16
    private static let cgroupLimit = 512
    private static let byteLimit = 4 << 20

    /// nil where the tree is too large to say.
    static func all(in directory: borrowing Directory) throws(SystemCallError) -> Set<Int32>? {
        var found: Set<Int32> = []
        var visited = 0
        return try collect(directory, depth: 0, &visited, &found) ? found : nil
    }

    static func isAnyone(in directory: borrowing Directory) throws(SystemCallError) -> Bool {
        if try !directory.read("cgroup.procs", limit: 64).isEmpty { return true }
        // Nobody in it, but perhaps below; a tree that is too large is not empty.
        guard let all = try all(in: directory) else { return true }
        return !all.isEmpty
    }

    private static func collect(
        _ directory: borrowing Directory, depth: Int, _ visited: inout Int, _ found: inout Set<Int32>
    ) throws(SystemCallError) -> Bool {
        visited += 1
        guard depth <= depthLimit, visited <= cgroupLimit else { return false }
        do throws(SystemCallError) {
            let bytes = try directory.read("cgroup.procs", limit: byteLimit)
            guard bytes.count < byteLimit else { return false }
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                if let pid = Int32(String(decoding: line, as: UTF8.self)) { found.insert(pid) }
            }
        } catch {
            // Below a threaded domain only the domain's own list can be read; it holds all of them.
            if error.number != .notSupported { throw error }
        }
        for entry in try directory.entries() where entry.kind == .directory {
            do throws(SystemCallError) {
                let below = try directory.directory(entry.text)
                guard try collect(below, depth: depth + 1, &visited, &found) else { return false }
            } catch {
                if !error.isGone { throw error }
            }
        }
        return true
    }
}

/// What `cgroup.events` of v2 says.
struct CgroupEvents {
    private(set) var isPopulated = false
    private(set) var isFrozen = false

    init(_ bytes: some Collection<UInt8>) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.elementsEqual("populated 1".utf8) { isPopulated = true }
            if line.elementsEqual("frozen 1".utf8) { isFrozen = true }
        }
    }
}

/// The start of a process in the text of `/proc/<pid>/stat`.
enum ProcessStart {
    /// The twentieth field behind the name, which may itself hold blanks and brackets; nil in a damaged text.
    static func ticks(_ bytes: [UInt8]) -> UInt64? {
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[bytes.index(after: end)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19 else { return nil }
        return UInt64(String(decoding: fields[19], as: UTF8.self))
    }
}

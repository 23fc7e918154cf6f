import Foundation
import Glibc
import LinuxKernel
import TestSupport
import Testing

/// What the kernel itself says, whatever the agent answers.
enum KernelWitness {
    /// Whether every process of a process's cgroup is frozen, by either freezer.
    static func isFrozen(_ pid: pid_t) -> Bool {
        for line in ((try? readText("/proc/\(pid)/cgroup")) ?? "").split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let path = fields[2]
            if fields[1].isEmpty {
                for root in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
                    if (try? readText("\(root)\(path)/cgroup.events"))?.contains("frozen 1") == true { return true }
                }
            } else if fields[1] == "freezer" {
                let state = try? readText("/sys/fs/cgroup/freezer\(path)/freezer.state")
                if state?.hasPrefix("FROZEN") == true { return true }
            }
        }
        return false
    }

    /// Descriptors of a process that are sockets which the kernel lists as IPv4, IPv6 or packet sockets.
    static func networkSockets(of pid: pid_t) throws -> [String] {
        let tables = ["tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6", "packet"]
        var listed: Set<String> = []
        for table in tables {
            for line in ((try? readText("/proc/\(pid)/net/\(table)")) ?? "").split(separator: "\n").dropFirst() {
                // The inode stands in one of the columns; which one differs from table to table.
                listed.formUnion(line.split(separator: " ").map(String.init))
            }
        }
        return entries(of: "/proc/\(pid)/fd").compactMap { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(name)")
            guard let target, target.hasPrefix("socket:[") else { return nil }
            return listed.contains(String(target.dropFirst(8).dropLast())) ? target : nil
        }
    }

    static func socketCount(of pid: pid_t) -> Int {
        entries(of: "/proc/\(pid)/fd").count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(name)")
            return target?.hasPrefix("socket:[") == true
        }
    }

    /// Resident memory in KiB.
    static func residentKiB(of pid: pid_t) -> Int {
        let line = ((try? readText("/proc/\(pid)/status")) ?? "").split(separator: "\n").first {
            $0.hasPrefix("VmRSS:")
        }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}

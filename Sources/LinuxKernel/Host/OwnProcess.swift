internal import CLinux
internal import Glibc

/// What this process is, and where it runs.
package enum OwnProcess {
    package static var pid: Int32 { getpid() }
    package static var isRoot: Bool { geteuid() == 0 }
    /// Resident memory in bytes; 0 when /proc cannot say.
    package static var residentBytes: Int64 { max(0, yagura_resident_bytes()) }

    /// The folder of the program that runs.
    package static var directory: String {
        let link = (try? Directory.working.link("/proc/self/exe")) ?? []
        let path = String(decoding: link, as: UTF8.self)
        return path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    }

    /// The host's name, as the kernel has it.
    package static var hostName: String { line("/proc/sys/kernel/hostname") ?? "localhost" }

    /// The running kernel's release, such as `6.1.0-30-amd64`.
    package static var kernelRelease: String { line("/proc/sys/kernel/osrelease") ?? "" }

    /// machine-id(5); empty where the host has none.
    package static var machineID: String { line("/etc/machine-id") ?? "" }

    private static func line(_ path: String) -> String? {
        guard let bytes = try? Directory.working.read(path, limit: 4_096) else { return nil }
        let line = bytes.prefix { $0 > 0x20 && $0 < 0x7F }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}

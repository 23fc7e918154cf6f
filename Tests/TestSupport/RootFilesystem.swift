import Glibc

/// A root file system of one static busybox, made once for a process and shared by its containers.
package enum RootFilesystem {
    package static let applets = [
        "sh", "cat", "chmod", "cp", "echo", "false", "id", "ls", "mkdir", "nc", "rm", "sleep", "true", "wget", "sed",
        "head",
    ]

    /// Writes the tree to `path`. Programs are copies, not links to the host's: a container may write to its own.
    package static func make(at path: String) throws {
        guard let busybox = Requirement.path(of: "busybox") else { throw FileFailure("find", "busybox") }
        for folder in ["bin", "etc", "dev", "proc", "sys", "tmp", "srv", "root", "usr/bin"] {
            try makeFolder("\(path)/\(folder)")
        }
        try writeFile("\(path)/bin/busybox", try readBytes(busybox), mode: 0o755)
        for applet in applets {
            guard link("\(path)/bin/busybox", "\(path)/bin/\(applet)") == 0 else { throw FileFailure("link", applet) }
        }
        try writeFile("\(path)/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        try writeFile("\(path)/etc/shadow", "root:*:19000:0:99999:7:::\n", mode: 0o600)
    }
}

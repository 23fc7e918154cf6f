import Glibc

/// What a test asks of a container; written out as an OCI bundle.
package struct RuncBundle {
    package enum Root: Sendable {
        /// Overlay of a read-only image and an upper folder, as docker makes it.
        case overlay
        /// A plain folder.
        case plain
    }

    package var root: Root
    /// The command; stays alive by default.
    package var arguments: [String]
    /// Path of the cgroup; nil: what runc chooses, `/<id>`.
    package var cgroupsPath: String?
    package var annotations: [String: String]
    /// Share the host's network instead of an empty namespace of its own.
    package var usesHostNetwork: Bool
    /// The last component of the bundle's path, which names the workload.
    package var name: String
    /// A folder of the host to mount at `/data`.
    package var volume: String?
    package var hasTerminal = false

    package init(
        name: String, root: Root = .overlay, arguments: [String] = ["/bin/sleep", "1000"], cgroupsPath: String? = nil,
        annotations: [String: String] = [:], usesHostNetwork: Bool = false, volume: String? = nil
    ) {
        self.name = name
        self.root = root
        self.arguments = arguments
        self.cgroupsPath = cgroupsPath
        self.annotations = annotations
        self.usesHostNetwork = usesHostNetwork
        self.volume = volume
    }

    /// The text of `config.json`.
    var configuration: String {
        let capabilities =
            #"["CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FOWNER","CAP_KILL","CAP_SETGID","CAP_SETUID","CAP_NET_BIND_SERVICE"]"#
        var namespaces = ["pid", "mount", "ipc", "uts"]
        if !usesHostNetwork { namespaces.append("network") }
        var mounts = [
            #"{"destination":"/proc","type":"proc","source":"proc"}"#,
            #"{"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","mode=755","size=64k"]}"#,
            #"{"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["mode=1777","size=16m"]}"#,
        ]
        if let volume {
            mounts.append(
                #"{"destination":"/data","type":"bind","source":\#(quoted(volume)),"options":["rbind","rw"]}"#)
        }
        let cgroup = cgroupsPath.map { #""cgroupsPath":\#(quoted($0)),"# } ?? ""
        return """
            {"ociVersion":"1.0.2","hostname":"test","root":{"path":"rootfs"},
            "process":{"args":[\(arguments.map(quoted).joined(separator: ","))],"cwd":"/","env":["PATH=/bin:/usr/bin"],
            "user":{"uid":0,"gid":0},"terminal":\(hasTerminal),
            "capabilities":{"bounding":\(capabilities),"effective":\(capabilities),"permitted":\(capabilities)}},
            "mounts":[\(mounts.joined(separator: ",\n"))],
            "annotations":{\(annotations.map { "\(quoted($0.key)):\(quoted($0.value))" }.sorted().joined(separator: ","))},
            "linux":{\(cgroup)"namespaces":[\(namespaces.map { #"{"type":"\#($0)"}"# }.joined(separator: ","))]}}
            """
    }
}

/// A JSON string.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

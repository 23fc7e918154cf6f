/// A container as the pipeline numbers it: given by `HostView` at the container's start, never used twice in one agent's life.
package struct ContainerKey: Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No container: a process of the host.
    package static let none = ContainerKey(rawValue: 0)
}

/// One process through its whole life: a pid comes back, a pid with its start does not.
package struct ProcessKey: Hashable, Sendable, BitwiseCopyable {
    package let pid: Int32
    /// Nanoseconds since boot at the fork; 0 while no sensor has said it.
    package let startBootNanoseconds: UInt64

    package init(pid: Int32, startBootNanoseconds: UInt64) {
        self.pid = pid
        self.startBootNanoseconds = startBootNanoseconds
    }
}

/// What a baseline belongs to: all containers of one name in one scope (namespace, compose project, or `host`).
package struct WorkloadIdentity: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let scope: String
    package let name: String

    package init(scope: String, name: String) {
        self.scope = scope
        self.name = name
    }

    package var description: String { "\(scope)/\(name)" }

    package static func < (left: WorkloadIdentity, right: WorkloadIdentity) -> Bool {
        (left.scope, left.name) < (right.scope, right.name)
    }
}

/// Where an executable's bytes come from; half of an executable's identity, the path is the other.
package enum ExecutableOrigin: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// The image's read-only layers.
    case image
    /// Written after the container's start: the overlay's upper layer, or born later on a plain root.
    case upper
    /// A mount of its own: bind mount or volume.
    case volume
    /// An anonymous memory file, or a tmpfs.
    case memory
    /// Unlinked since it was opened.
    case deleted
    /// A file of the host's own mount namespace.
    case host
    /// Nobody can say: the path leads elsewhere than it did for the process, or its file system may not be asked.
    case unknown

    package var name: StaticString {
        switch self {
        case .image: "image"
        case .upper: "upper"
        case .volume: "volume"
        case .memory: "memory"
        case .deleted: "deleted"
        case .host: "host"
        case .unknown: "unknown"
        }
    }

    /// Appends the name's bytes; allocates nothing while `output` has room.
    package func append(to output: inout [UInt8]) {
        output.append(contentsOf: Self.names[Int(rawValue)])
    }

    private static let names = allCases.map { Array($0.name.description.utf8) }
}

/// How a process came into its container.
package enum ProcessOrigin: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case service, startup, run, exec, probe, debug

    package var name: String {
        switch self {
        case .service: "service"
        case .startup: "startup"
        case .run: "run"
        case .exec: "exec"
        case .probe: "probe"
        case .debug: "debug"
        }
    }
}

/// Who saw something.
package enum SensorName: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case procfs, audit, bpf, fanotify, containers

    package var name: String {
        switch self {
        case .procfs: "procfs"
        case .audit: "audit"
        case .bpf: "bpf"
        case .fanotify: "fanotify"
        case .containers: "containers"
        }
    }
}

/// A place in the `bytes` of the batch that carries an observation.
package struct ByteRange: Hashable, Sendable, BitwiseCopyable {
    package var offset: UInt32
    package var count: UInt32

    package init(offset: UInt32 = 0, count: UInt32 = 0) {
        self.offset = offset
        self.count = count
    }

    package static let empty = ByteRange()
    package var isEmpty: Bool { count == 0 }
}

/// What a sensor can say.
package enum ObservationKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// `parentPid` forked `pid` (a process, not a thread).
    case processForked = 1
    /// `pid` runs a new image. `path`: executable; `detail`: arguments, each ended by NUL; `extra`: working directory.
    case processExecuted
    /// `pid` ended; `code` is its wait status.
    case processExited
    /// `pid` was found alive in a snapshot. Fields as in `processExecuted`.
    case processSeen
    /// `path` was used as `access` says; `extra`: working directory.
    case fileAccessed
    /// Connection towards `detail` (a kernel socket address, as the call gave it); `code` is the result. `path`: what a
    /// Unix address led to, absolute, where the sensor can tell.
    case connected
    /// The same shape as `connected`: the local address.
    case bound
    /// `pid` listens; `detail`: the local address where known, else empty.
    case listened
    /// A call that changes namespaces, mounts, credentials or the kernel: `escape` says which; `path` where the call has one.
    case escapeAttempted
    /// A container was found: `path.offset` is the index in the batch's `containers`.
    case containerStarted
    /// The container of `cgroup` ended.
    case containerEnded
    /// Something more became known of a container: `path.offset` as in `containerStarted`.
    case containerAmended
    /// What the sensors see from now on: `code` holds the bits of a `FamilySet`.
    case coverageChanged
}

/// What was done to a file; values are bits, so that one call may do several.
package struct FileAccess: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let read = FileAccess(rawValue: 1)
    package static let write = FileAccess(rawValue: 2)
    package static let create = FileAccess(rawValue: 4)
    package static let execute = FileAccess(rawValue: 8)
    package static let unlink = FileAccess(rawValue: 16)
    package static let rename = FileAccess(rawValue: 32)
    package static let chmod = FileAccess(rawValue: 64)
    package static let link = FileAccess(rawValue: 128)
}

/// Calls that reach for the host.
package enum EscapeCall: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none, mount, umount, pivotRoot, ptrace, setns, unshare, bpf, setuid, setgid, module, keyctl, ioUring

    package var name: String {
        switch self {
        case .none: "none"
        case .mount: "mount"
        case .umount: "umount"
        case .pivotRoot: "pivot_root"
        case .ptrace: "ptrace"
        case .setns: "setns"
        case .unshare: "unshare"
        case .bpf: "bpf"
        case .setuid: "setuid"
        case .setgid: "setgid"
        case .module: "module"
        case .keyctl: "keyctl"
        case .ioUring: "io_uring"
        }
    }
}

/// What a sensor knows about the quality of what it says.
package struct ObservationFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The call failed; `code` holds the negative errno.
    package static let failed = ObservationFlags(rawValue: 1)
    /// A record was cut, missing or out of order: fields may be empty.
    package static let incomplete = ObservationFlags(rawValue: 2)
    /// The process has a controlling terminal.
    package static let terminal = ObservationFlags(rawValue: 4)
    /// `cgroup` was read for this very observation (0 then means: in no container).
    package static let cgroupKnown = ObservationFlags(rawValue: 8)
    /// `origin` was determined; `.unknown` then means that the look gave no clear answer, and not that none was taken.
    package static let originKnown = ObservationFlags(rawValue: 16)
    /// Arguments hold more than was kept.
    package static let argumentsCut = ObservationFlags(rawValue: 32)
    /// `uid` is known.
    package static let uidKnown = ObservationFlags(rawValue: 64)
    /// The runtime's own step before the container's program runs (runc's init): attributed, never scored.
    package static let runtimeOwn = ObservationFlags(rawValue: 128)
}

/// "A process did x", as one sensor saw it: fixed width, its bytes in the batch.
package struct Observation: Sendable, BitwiseCopyable {
    package var kind: ObservationKind
    package var sensor: SensorName
    package var flags: ObservationFlags = []
    package var access: FileAccess = []
    package var escape: EscapeCall = .none
    package var origin: ExecutableOrigin = .image
    /// Nanoseconds since boot.
    package var bootNanoseconds: UInt64
    /// Thread group id in the initial pid namespace.
    package var pid: Int32 = 0
    package var parentPid: Int32 = 0
    /// The process's start, nanoseconds since boot; 0 where the sensor does not know.
    package var startBootNanoseconds: UInt64 = 0
    /// Effective user id in the initial user namespace.
    package var uid: UInt32 = 0
    /// Result of the call, or wait status.
    package var code: Int32 = 0
    /// Inode of the container's cgroup directory (of the hierarchy that `ContainerDescription.cgroup` names); 0: none.
    package var cgroup: UInt64 = 0
    package var path: ByteRange = .empty
    package var detail: ByteRange = .empty
    package var extra: ByteRange = .empty

    package init(kind: ObservationKind, sensor: SensorName, bootNanoseconds: UInt64) {
        self.kind = kind
        self.sensor = sensor
        self.bootNanoseconds = bootNanoseconds
    }
}

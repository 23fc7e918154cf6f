/// What a container did.
package enum BehaviourKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// The process runs `subject` (an executable, `path@origin`) and ran `executable` before.
    case exec = 1
    case connect
    case bind
    case listen
    /// The process used the path `subject` as `access` says.
    case file
    case escape
    /// The runtime started a process in a container that runs already; `subject` is its executable. An `exec` event follows.
    case sessionOpened
    /// A process born in the container was found in another cgroup.
    case leftCgroup
}

/// A peer or local address, as bytes of fixed width.
package struct SocketAddress: Hashable, Sendable, BitwiseCopyable {
    package enum Family: UInt8, Sendable, BitwiseCopyable { case none, ipv4, ipv6, unix, netlink, other }

    package var family: Family = .none
    /// Host byte order; 0 where the family has none.
    package var port: UInt16 = 0
    /// IPv4 in the last four bytes (as in ::ffff:a.b.c.d), IPv6 in all sixteen, most significant first.
    package var high: UInt64 = 0
    package var low: UInt64 = 0

    package init() {}
}

package enum TransportProtocol: UInt8, Sendable, BitwiseCopyable { case unknown, tcp, udp, unix }

/// "A container did x": fixed width, attributed, ready to become items.
///
/// Texts are numbers of `HostView.texts`, which the detector gets beside the event.
package struct BehaviourEvent: Sendable, BitwiseCopyable {
    package var kind: BehaviourKind
    package var container: ContainerKey
    package var bootNanoseconds: UInt64
    /// Nanoseconds since 1970, from the boot clock and the offset then known.
    package var wallNanoseconds: Int64
    package var process: ProcessKey
    package var parentPid: Int32 = 0
    package var uid: UInt32 = 0
    package var sensor: SensorName = .procfs
    /// `path@origin` of the executable that acts: for `exec` the one before it.
    package var executable: TextID = .empty
    /// `path@origin` of the new executable for `exec` and `sessionOpened`; the path for `file`, `unix` addresses and `escape`.
    package var subject: TextID = .empty
    /// Origin of `subject` for `exec`.
    package var subjectOrigin: ExecutableOrigin = .image
    /// It was asked for in a container that can be asked, and there is no clear answer: somebody may be hiding it.
    package var isOriginDoubtful = false
    package var processOrigin: ProcessOrigin = .service
    /// The tree below a process that the runtime, or a parent already 10 minutes old, started; a process older than that
    /// is an episode of its own, one per UTC day.
    package var episode: UInt64 = 0
    /// The process, or an ancestor of it in the container, listens.
    package var isNetworkFacing = false
    package var hasTerminal = false
    /// This process was started by the runtime: the container's first, or a session's.
    package var isRuntimeStarted = false
    /// The runtime's own step (runc's init): never scored.
    package var isRuntimeOwn = false
    /// The call failed (a refused connection, a denied read): it was tried all the same.
    package var hasFailed = false
    /// Fields may be missing: the sensor lost a part.
    package var isIncomplete = false
    package var access: FileAccess = []
    package var escape: EscapeCall = .none
    package var transport: TransportProtocol = .unknown
    package var address = SocketAddress()
    /// When the sensor had the whole event in hand, nanoseconds since boot: for `latency_ns`.
    package var seenBootNanoseconds: UInt64 = 0

    package init(
        kind: BehaviourKind, container: ContainerKey, bootNanoseconds: UInt64, wallNanoseconds: Int64,
        process: ProcessKey
    ) {
        self.kind = kind
        self.container = container
        self.bootNanoseconds = bootNanoseconds
        self.wallNanoseconds = wallNanoseconds
        self.process = process
    }
}

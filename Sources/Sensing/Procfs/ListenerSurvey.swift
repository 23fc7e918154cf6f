internal import LinuxKernel

/// One look for the processes of a container that listen, in steps: nobody saw those calls.
///
/// sock_diag names the sockets of a network namespace, the links below `/proc/<pid>/fd` say whose they are; only processes
/// of the container are looked at.
struct ListenerSurvey: Sendable {
    let cgroup: UInt64
    /// Not all could be looked at.
    private(set) var isCut: Bool
    /// Listening sockets by inode.
    private let addresses: [UInt32: [UInt8]]
    private var pids: ArraySlice<Int32>
    private var pid: Int32 = 0
    /// Descriptors of `pid` that are still to be looked at.
    private var descriptors: ArraySlice<DirectoryEntry> = []
    private var looked = 0
    private var owners: Set<ListeningSockets.Owner> = []

    /// Bounds for hostile containers. Who listens opens that socket early: the low descriptors come first.
    static let processLimit = 1_024
    static let descriptorLimit = 1_024
    /// Of all processes together: some 0.2 s.
    static let quota = 32_768
    /// Descriptors between two looks at the clock: half a millisecond.
    private static let stride = 64

    /// nil when nobody listens, or it cannot be said.
    init?(_ cgroup: UInt64, pids: [Int32], namespaceOf pid: Int32) {
        guard let process = try? ProcDirectory.open(pid),
            let sockets = try? NetworkNamespace.run(
                of: process,
                { () throws(SystemCallError) in
                    try SocketDiagnostics.listening([.tcp], within: Self.socketsNanoseconds)
                })
        else { return nil }
        var addresses: [UInt32: [UInt8]] = [:]
        for socket in sockets { addresses[socket.inode] = ListeningSockets.bytes(of: socket) }
        guard !addresses.isEmpty else { return nil }
        self.init(cgroup, pids: pids, addresses: addresses)
    }

    /// Some hundred thousand sockets take longer, and are a prank.
    private static let socketsNanoseconds: UInt64 = 200_000_000

    init(_ cgroup: UInt64, pids: [Int32], addresses: [UInt32: [UInt8]]) {
        self.cgroup = cgroup
        self.addresses = addresses
        self.pids = pids.prefix(Self.processLimit)
        isCut = pids.count > Self.processLimit
    }

    /// Looks on until `deadline`, nanoseconds since boot; false when nothing is left.
    mutating func step(until deadline: UInt64, found: (ListeningSockets.Owner) -> Void) -> Bool {
        while descriptors.isEmpty ? nextProcess() : true {
            guard let folder = try? Directory("/proc/\(pid)/fd") else {
                descriptors = []
                continue
            }
            while let entry = descriptors.popFirst() {
                looked += 1
                if let link = try? folder.link(entry.text), let inode = ListeningSockets.inode(link),
                    let address = addresses[inode]
                {
                    let owner = ListeningSockets.Owner(pid: pid, address: address)
                    if owners.insert(owner).inserted { found(owner) }
                }
                if looked.isMultiple(of: Self.stride), KernelClock.bootNanoseconds >= deadline { return true }
            }
        }
        return false
    }

    private mutating func nextProcess() -> Bool {
        guard looked < Self.quota else {
            isCut = isCut || !pids.isEmpty
            return false
        }
        guard let next = pids.popFirst() else { return false }
        pid = next
        let found = (try? Directory("/proc/\(next)/fd"))
        // Counted by itself: a thousand processes without descriptors take their time as well.
        looked += 1
        descriptors = []
        if let found, let entries = try? found.entries(limit: Self.descriptorLimit) { descriptors = entries[...] }
        return true
    }
}

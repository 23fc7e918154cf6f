internal import BehaviourModel
internal import LinuxKernel

/// The file systems of one container, as far as they tell where a file comes from.
final class OriginRoot {
    /// A file system mounted somewhere in the container.
    private struct Mount {
        var point: [UInt8]
        var isMemory: Bool
    }

    private let root: HeldDirectory?
    private let upper: HeldDirectory?
    /// The longest first: it is the one a path lies on.
    private let mounts: [Mount]
    private let bornAfter: Int64
    private let isHost: Bool

    /// - Parameter bornAfter: files on a plain root that are younger were not in the image; nanoseconds since 1970.
    init(_ container: ContainerDescription, bornAfter: Int64, isHost: Bool) {
        self.bornAfter = bornAfter
        self.isHost = isHost
        let path = "/proc/\(container.initPid)"
        root = Self.open("\(path)/root")
        upper = container.upperDirectory
            .flatMap { EscapedText.decode($0) }.flatMap { String(validating: $0, as: UTF8.self) }.flatMap(Self.open)
        let bytes = (try? Directory.working.read("\(path)/mountinfo", limit: 4 << 20)) ?? []
        mounts = MountTable(bytes.span).entries
            .filter { $0.mountPoint != "/" }
            .map { Mount(point: Array($0.mountPoint.utf8), isMemory: Self.memoryTypes.contains($0.fileSystem)) }
            .sorted { $0.point.count > $1.point.count }
    }

    /// File systems that forget everything at the container's end.
    private static let memoryTypes: Set<String> = ["tmpfs", "ramfs", "devtmpfs", "hugetlbfs"]

    /// The mount namespace of process 1, not of this one: systemd gives the agent's unit one of its own. This one's where
    /// process 1 may not be asked, and 0 when neither can be read.
    static var hostMountNamespace: UInt64 {
        for process in ["1", "self"] {
            let status = try? Directory.working.status("/proc/\(process)/ns/mnt", followingLinks: true)
            if let status { return status.inode }
        }
        return 0
    }

    /// What a look by path says.
    enum Answer: Equatable {
        case origin(ExecutableOrigin)
        /// There is no such file now.
        case absent
        /// A link is in the way, or the look failed.
        case unclear
        /// The root may not be asked.
        case unasked
    }

    func look(at path: Span<UInt8>) -> Answer {
        if isHost { return .origin(.host) }
        if let mount = mount(of: path) { return .origin(mount.isMemory ? .memory : .volume) }
        let relative = path.extracting(1..<path.count)
        if let upper, case .found = upper.directory.statusBeneath(relative) { return .origin(.upper) }
        guard let root else { return .unasked }
        switch root.directory.statusBeneath(relative) {
        // Whoever executed it went by no link: it was put there since.
        case .found(let status) where status.isLink: return .unclear
        case .found(let status):
            if upper == nil, let birth = status.birthNanoseconds, birth > bornAfter { return .origin(.upper) }
            return .origin(.image)
        case .otherMount: return .origin(.volume)
        case .absent: return .absent
        case .unclear: return .unclear
        }
    }

    private func mount(of path: Span<UInt8>) -> Mount? {
        for mount in mounts where Self.lies(path, on: mount.point) { return mount }
        return nil
    }

    private static func lies(_ path: Span<UInt8>, on point: [UInt8]) -> Bool {
        guard path.count >= point.count else { return false }
        guard path.count == point.count || path[point.count] == UInt8(ascii: "/") else { return false }
        return equal(path, point)
    }

    private static func equal(_ path: Span<UInt8>, _ point: [UInt8]) -> Bool {
        // From the end: points share their beginnings.
        var index = point.count - 1
        while index >= 0 {
            if path[index] != point[index] { return false }
            index -= 1
        }
        return true
    }

    /// A handle only: nothing is read through it, no file system is asked to do anything.
    private static func open(_ path: String) -> HeldDirectory? {
        guard let handle = try? Directory.working.open(path, [.directory, .pathOnly]) else { return nil }
        return HeldDirectory(Directory(handle, path: path))
    }
}

/// Keeps a directory where a copyable value is wanted.
private final class HeldDirectory {
    let directory: Directory
    init(_ directory: consuming Directory) { self.directory = directory }
}

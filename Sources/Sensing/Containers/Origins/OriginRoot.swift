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
    /// Hashes of paths that were found in the image: a file of a lower layer stays there, whatever happens above it.
    private var image = ContiguousArray<UInt64>(repeating: 0, count: 256)

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

    /// The mount namespace of this process; 0 when it cannot be read.
    static var ownMountNamespace: UInt64 {
        (try? Directory.working.status("/proc/self/ns/mnt", followingLinks: true))?.inode ?? 0
    }

    func origin(of path: Span<UInt8>, seed: UInt64) -> ExecutableOrigin? {
        if isHost { return .host }
        if let mount = mount(of: path) { return mount.isMemory ? .memory : .volume }
        let relative = path.extracting(1..<path.count)
        if let upper, case .found = upper.directory.statusBeneath(relative) { return .upper }
        let hash = SeededHash.hash(path, seed: seed)
        let slot = Int(truncatingIfNeeded: hash) & (image.count - 1)
        if upper != nil, image[slot] == hash { return .image }
        guard let root else { return upper == nil ? nil : .image }
        switch root.directory.statusBeneath(relative) {
        case .found(let status):
            if upper == nil, let birth = status.birthNanoseconds, birth > bornAfter { return .upper }
            image[slot] = hash
            return .image
        case .otherMount: return .volume
        // Executed, and not to be found in the container: the runtime's own program.
        case .absent: return .host
        case .unclear: return nil
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

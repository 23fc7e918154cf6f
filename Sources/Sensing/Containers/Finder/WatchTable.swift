internal import LinuxKernel

/// Why a folder is watched. One folder may serve several: `/run` for each runtime that has not started yet.
enum WatchPurpose: Hashable, Sendable {
    /// A layout's folder is not there yet; this is the deepest folder above it that is.
    case ancestor(layout: Int)
    /// Its entries are namespaces of a layout.
    case namespaces(layout: Int)
    /// Its entries are containers.
    case containers(folder: Int)
    /// A container's own state folder, until its state file appears.
    case pending(StateKey)
    /// A cgroup directory below which containers' own are made.
    case cgroupParent(String)
    /// A container's cgroup directory, whose removal ends it.
    case cgroup(inode: UInt64)
}

/// Keeps inotify watches and their purposes; a folder is watched once, and no longer than somebody needs it.
struct WatchTable: ~Copyable {
    private(set) var inotify: Inotify
    private var purposes: [Int32: [WatchPurpose]] = [:]
    private var watches: [WatchPurpose: Int32] = [:]

    init() throws(SystemCallError) { inotify = try Inotify() }

    /// One mask for all: a second watch on the same folder would else replace the first one's.
    private static let changes: InotifyEvents = [
        .created, .movedTo, .deleted, .movedFrom, .selfDeleted, .onlyDirectory,
    ]

    var count: Int { watches.count }

    /// False when the folder is gone or may not be watched.
    mutating func add(_ purpose: WatchPurpose, at path: String) -> Bool {
        guard let watch = try? inotify.add(path, Self.changes) else { return false }
        if let former = watches[purpose], former != watch { remove(purpose) }
        watches[purpose] = watch
        var known = purposes[watch] ?? []
        if !known.contains(purpose) { known.append(purpose) }
        purposes[watch] = known
        return true
    }

    mutating func remove(_ purpose: WatchPurpose) {
        guard let watch = watches.removeValue(forKey: purpose) else { return }
        guard var known = purposes[watch] else { return }
        known.removeAll { $0 == purpose }
        if known.isEmpty {
            purposes[watch] = nil
            try? inotify.remove(watch)
        } else {
            purposes[watch] = known
        }
    }

    func purposes(of watch: Int32) -> [WatchPurpose] { purposes[watch] ?? [] }

    func isWatched(_ purpose: WatchPurpose) -> Bool { watches[purpose] != nil }

    /// The kernel has dropped a watch, with the folder it was on.
    mutating func dropped(_ watch: Int32) {
        for purpose in purposes.removeValue(forKey: watch) ?? [] where watches[purpose] == watch {
            watches[purpose] = nil
        }
    }

    /// Gives each change that waits; true when the kernel has dropped some.
    mutating func drain(_ body: (FolderChange) -> Void) -> Bool {
        let outcome = try? inotify.drain { watch, events, name in
            var bytes: [UInt8] = []
            for index in name.indices { bytes.append(name[index]) }
            body(FolderChange(watch: watch, events: events, name: String(validating: bytes, as: UTF8.self)))
        }
        return (outcome?.losses ?? 1) > 0
    }
}

/// A change in a watched folder; a name that is no text is nil, and no runtime's.
struct FolderChange: Sendable {
    var watch: Int32
    var events: InotifyEvents
    var name: String?

    var isAppearance: Bool { !events.isDisjoint(with: [.created, .movedTo]) }
    var isDisappearance: Bool { !events.isDisjoint(with: [.deleted, .movedFrom]) }
}

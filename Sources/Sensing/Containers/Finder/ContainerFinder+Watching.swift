internal import BehaviourModel
internal import LinuxKernel

extension ContainerFinder {
    /// Watches a layout's folder, or what there is of the way to it, and looks at what is in it already.
    mutating func establish(_ layout: Int, into batch: inout ObservationBatch) {
        let target = layouts[layout].folder
        // Each turn either reaches the folder or finds that the way to it has just grown or shrunk.
        for _ in 0..<32 {
            if isFolder(target) {
                watches.remove(.ancestor(layout: layout))
                if layouts[layout].hasNamespaces {
                    guard watches.add(.namespaces(layout: layout), at: target) else { continue }
                    for name in entries(of: target) { addFolder(layout, namespace: name, into: &batch) }
                } else {
                    addFolder(layout, namespace: "", into: &batch)
                }
                return
            }
            let ancestor = deepestFolder(above: target)
            guard watches.add(.ancestor(layout: layout), at: ancestor) else { continue }
            // A folder made before the watch was there has told nobody.
            if deepestFolder(above: target) == ancestor, !isFolder(target) { return }
        }
    }

    /// Takes inotify's events; starts go into the batch.
    mutating func takeChanges(into batch: inout ObservationBatch) {
        for _ in 0..<16 {
            events.removeAll(keepingCapacity: true)
            if readEvents() { overflowed(into: &batch) }
            guard !events.isEmpty else { return }
            var taken: [FolderChange] = []
            swap(&taken, &events)
            for event in taken { take(event, into: &batch) }
            swap(&taken, &events)
        }
    }

    private mutating func take(_ event: FolderChange, into batch: inout ObservationBatch) {
        let name = event.name
        for purpose in watches.purposes(of: event.watch) {
            switch purpose {
            case .ancestor(let layout):
                if event.isAppearance, event.events.contains(.isDirectory) { establish(layout, into: &batch) }
            case .namespaces(let layout):
                if event.isAppearance, let name { addFolder(layout, namespace: name, into: &batch) }
            case .containers(let folder):
                guard let name else { break }
                if event.isAppearance { consider(StateKey(folder: folder, id: name), into: &batch) }
                if event.isDisappearance { stateRemoved(StateKey(folder: folder, id: name)) }
            case .pending(let key):
                if event.isAppearance, name == layouts[folders[key.folder].layout].stateFile {
                    consider(key, into: &batch)
                }
            case .cgroupParent(let path):
                if event.isAppearance, let name { cgroupAppeared("\(path)/\(name)") }
            case .cgroup(let inode):
                if event.events.contains(.selfDeleted) || event.events.contains(.ignored) { end(inode) }
            }
        }
        if event.events.contains(.ignored) { dropped(event.watch, into: &batch) }
    }

    /// A watched folder is gone: look for it again where it was of use.
    private mutating func dropped(_ watch: Int32, into batch: inout ObservationBatch) {
        let purposes = watches.purposes(of: watch)
        watches.dropped(watch)
        for purpose in purposes {
            switch purpose {
            case .ancestor(let layout), .namespaces(let layout): establish(layout, into: &batch)
            case .containers(let folder):
                if !layouts[folders[folder].layout].hasNamespaces { establish(folders[folder].layout, into: &batch) }
            case .cgroupParent(let path): cgroupParents.removeAll { $0 == path }
            case .pending, .cgroup: break
            }
        }
    }

    /// The kernel dropped events: look at everything again.
    private mutating func overflowed(into batch: inout ObservationBatch) {
        batch.losses.append(
            Loss(
                source: .inotify, events: 0, sinceBootNanoseconds: lastDrain,
                untilBootNanoseconds: KernelClock.bootNanoseconds))
        for layout in layouts.indices { establish(layout, into: &batch) }
        for folder in folders.indices { rescan(folder, into: &batch) }
        for (key, cgroup) in keys where !isFolder("\(folders[key.folder].path)/\(key.id)") { end(cgroup) }
        for key in pending.keys where !isFolder("\(folders[key.folder].path)/\(key.id)") { stateRemoved(key) }
    }

    /// A folder of containers: watched once, looked at after each new watch.
    private mutating func addFolder(_ layout: Int, namespace: String, into batch: inout ObservationBatch) {
        let root = layouts[layout].folder
        let path = namespace.isEmpty ? root : "\(root)/\(namespace)"
        let new = StateFolder(layout: layout, namespace: namespace, path: path)
        let folder: Int
        if let index = folders.firstIndex(of: new) {
            folder = index
        } else {
            guard folders.count < Self.folderLimit else {
                return problems.note(ContainerProblem(path: path, reason: "more than \(Self.folderLimit) namespaces"))
            }
            folders.append(new)
            folder = folders.count - 1
        }
        if watches.add(.containers(folder: folder), at: path) { rescan(folder, into: &batch) }
    }

    private mutating func rescan(_ folder: Int, into batch: inout ObservationBatch) {
        for name in entries(of: folders[folder].path) { consider(StateKey(folder: folder, id: name), into: &batch) }
    }

    private static var folderLimit: Int { 256 }

    /// Names of the folders in a folder; names that are not UTF-8 are no ids of any runtime.
    private func entries(of path: String) -> [String] {
        guard let folder = try? Directory(path), let entries = try? folder.entries() else { return [] }
        return entries.filter { $0.kind == .directory }.map(\.text)
    }

    private func isFolder(_ path: String) -> Bool {
        (try? Directory.working.status(path, followingLinks: true))?.isDirectory ?? false
    }

    private func deepestFolder(above path: String) -> String {
        var parts = path.split(separator: "/").dropLast()
        while !parts.isEmpty {
            let candidate = "/" + parts.joined(separator: "/")
            if isFolder(candidate) { return candidate }
            parts = parts.dropLast()
        }
        return "/"
    }

    /// Remembers what appears directly below a cgroup directory: where containers are, the next ones come as well.
    mutating func watchCgroups(below path: String) {
        guard !cgroupParents.contains(path), watches.add(.cgroupParent(path), at: path) else { return }
        // The two roots stay; of the others the oldest makes room.
        if cgroupParents.count >= Self.cgroupParentLimit {
            watches.remove(.cgroupParent(cgroupParents.remove(at: 2)))
        }
        cgroupParents.append(path)
    }

    private static var cgroupParentLimit: Int { 64 }

    private mutating func cgroupAppeared(_ path: String) {
        if let inode = CgroupLocator.inode(path) { recent.remember(path, inode: inode) }
    }

    /// True when some were dropped.
    private mutating func readEvents() -> Bool {
        var read: [FolderChange] = []
        swap(&read, &events)
        let isLossy = watches.drain { read.append($0) }
        swap(&read, &events)
        return isLossy
    }
}

package import BehaviourModel
internal import LinuxKernel

extension ContainerFinder {
    /// The container a process is in, by the paths in its `/proc/<pid>/cgroup`; 0 when it is in none.
    ///
    /// Looks at once at what has changed on disk when the paths are unknown, so that a container of 20 ms is found while
    /// it lives. Both paths may be empty where the host lacks the hierarchy.
    package mutating func container(
        unified: Span<UInt8>, freezer: Span<UInt8>, into batch: inout ObservationBatch
    ) -> UInt64 {
        let first = known(unified: unified, freezer: freezer)
        // The root of a hierarchy is no container's.
        if first != 0 || (unified.count <= 1 && freezer.count <= 1) { return first }
        let before = generation
        takeChanges(into: &batch)
        if generation != before {
            let second = known(unified: unified, freezer: freezer)
            if second != 0 { return second }
        }
        return 0
    }

    /// The same without looking at the disk.
    package func known(unified: Span<UInt8>, freezer: Span<UInt8>) -> UInt64 {
        let cgroup = index.cgroup(of: unified, in: .unified)
        return cgroup != 0 ? cgroup : index.cgroup(of: freezer, in: .freezer)
    }

    /// The container whose first process this is; 0 for none. Serves when the process is gone already.
    package func container(ofInit pid: Int32) -> UInt64 { inits[pid] ?? 0 }

    package func description(of cgroup: UInt64) -> ContainerDescription? { known[cgroup]?.description }
}

extension ContainerFinder {
    /// Takes changes that have not been looked at; true when the set of containers is another one now.
    mutating func hasNews(into batch: inout ObservationBatch) -> Bool {
        let before = generation
        takeChanges(into: &batch)
        return generation != before
    }

    /// Some container has no v2 cgroup of its own: ids of v2 cgroups then tell nothing.
    var hasFreezerOnly: Bool { freezerOnlyCount > 0 }

    /// Containers that were found while their program ran already; its start was not seen.
    mutating func takeLate() -> [UInt64] {
        guard !late.isEmpty else { return [] }
        defer { late.removeAll() }
        return late
    }

    /// runc and crun keep this FIFO until the container's program is started.
    func awaitsStart(_ cgroup: UInt64) -> Bool {
        guard let key = known[cgroup]?.key, folders.indices.contains(key.folder) else { return false }
        return (try? Directory.working.status("\(folders[key.folder].path)/\(key.id)/exec.fifo")) != nil
    }
}

internal import BehaviourModel
internal import LinuxKernel

extension ContainerFinder {
    /// Asks the kernel which first processes have ended; true when folders have changed as well.
    mutating func takeEnds() -> Bool {
        var ended: [UInt64] = []
        var isChanged = false
        // More than one round only when more containers ended at once than the poller gives at a time.
        for _ in 0..<64 {
            let before = ended.count
            _ = try? poller.wait(within: .zero) { token, _ in
                if token == Self.inotifyToken { isChanged = true } else { ended.append(token) }
            }
            if ended.count == before { break }
            for cgroup in ended[before...] { end(cgroup) }
        }
        return isChanged
    }

    /// Notes the end of a container; `finish` reports it.
    mutating func end(_ cgroup: UInt64) {
        guard var container = known[cgroup], !container.isEnding else { return }
        container.isEnding = true
        if let held = container.initPidfd { try? poller.remove(held.pidfd.descriptor) }
        container.initPidfd = nil
        known[cgroup] = container
        ending.append(cgroup)
    }

    /// The first process of a container ended, as the process connector says; the pidfd would say it at the next `drain`.
    mutating func initEnded(_ pid: Int32) {
        if let cgroup = inits[pid] { end(cgroup) }
    }

    /// A container's state folder is gone.
    mutating func stateRemoved(_ key: StateKey) {
        stopped.remove(key)
        watches.remove(.pending(key))
        // Its state was never read: too short for us, or never started. Not what a stopped one leaves while it is deleted.
        let isRemains = remains.remove(key) != nil
        if pending.removeValue(forKey: key) != nil, !isRemains { missed &+= 1 }
        if let cgroup = keys[key] { end(cgroup) }
    }

    /// Forgets a container that has ended; its key when its state folder may by now be the next one's.
    mutating func forget(_ cgroup: UInt64) -> StateKey? {
        guard let container = known.removeValue(forKey: cgroup) else { return nil }
        watches.remove(.cgroup(inode: cgroup))
        if canary?.cgroup == cgroup { canary = nil }
        if let key = container.key, keys[key] == cgroup { keys[key] = nil }
        if inits[container.description.initPid] == cgroup { inits[container.description.initPid] = nil }
        if let path = container.unified { index.remove(path, in: .unified, cgroup: cgroup) }
        if let path = container.freezer { index.remove(path, in: .freezer, cgroup: cgroup) }
        incomplete.removeAll { $0 == cgroup }
        late.removeAll { $0 == cgroup }
        if container.unified == nil { freezerOnlyCount -= 1 }
        generation &+= 1
        guard let key = container.key, folders.indices.contains(key.folder), stateFolderExists(key) else { return nil }
        // Its files may stay until somebody deletes the stopped container; or they are those of a container that was started
        // under the same name before this one was forgotten.
        if case .success(let state) = read(key), state.isSame(container.state) {
            markStopped(key)
            return nil
        }
        remains.insert(key)
        return key
    }

    mutating func markStopped(_ key: StateKey) {
        if stopped.count >= Self.containerLimit { stopped.removeAll() }
        stopped.insert(key)
    }

    private func stateFolderExists(_ key: StateKey) -> Bool {
        (try? Directory.working.status("\(folders[key.folder].path)/\(key.id)")) != nil
    }
}

internal import LinuxKernel

extension AuditSensor {
    /// Watches the sensitive paths of a container, from now on; how many watches it got.
    ///
    /// Beside a living auditd nothing is watched, unless the options say so: its disk would fill with our records.
    /// - Parameters:
    ///   - cgroup: the container, as `ContainerDescription.cgroup.inode`.
    ///   - initPid: its first process; it must have its own root already.
    @discardableResult
    package mutating func containerStarted(cgroup: UInt64, initPid: Int32) -> Int {
        containerEnded(cgroup: cgroup)
        guard facts.watchesContainers, initPid > 0,
            let ticks = processStartTicks(initPid), let root = try? ContainerRoot(initPid: initPid)
        else { return 0 }
        var added: [AuditRule] = []
        for planned in ContainerWatches.plan(options.sensitivePaths, in: root) {
            guard watches.hasRoom(for: planned, beside: added.count), (try? control.add(planned.rule)) == true else {
                facts.watchesRefused += 1
                continue
            }
            added.append(planned.rule)
            guard let status = planned.status else { continue }
            assembler.watched.insert(
                device: status.auditDevice, inode: status.inode, container: cgroup, path: planned.path)
        }
        watches.hold(added, of: cgroup, initPid: initPid, startTicks: ticks)
        facts.watches = watches.count
        return added.count
    }

    /// How many sensitive paths of a container are watched.
    package func watchCount(of cgroup: UInt64) -> Int { watches.held[cgroup]?.rules.count ?? 0 }

    /// Removes a container's watches; the kernel finds them by their text, although the container is gone.
    package mutating func containerEnded(cgroup: UInt64) {
        // The kernel removes a watch by itself when the watched folder goes: then there is none to delete.
        for rule in watches.release(cgroup) where (try? control.delete(rule)) == true { removalsKnown &+= 1 }
        assembler.watched.remove(container: cgroup)
        facts.watches = watches.count
    }
}

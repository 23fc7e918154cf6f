package import BehaviourModel
internal import LinuxKernel

extension FreezeKeeper {
    /// At the agent's start: takes over the leases of an agent that is gone, and ends those that are due.
    ///
    /// - Parameter known: containers that run now; one that carries our mark without a file of ours is taken over too.
    package mutating func recover(nowBoot now: UInt64, known: [ContainerDescription] = []) -> [ResponseRecord] {
        var records: [ResponseRecord] = []
        for (name, entry) in (try? folder.entries()) ?? [] {
            switch entry {
            case .damaged:
                _ = try? folder.discard(name)
            case .ended(let mark):
                _ = try? folder.discard(name)
                records.append(record(mark, .ended(.expired), detail: "by the dead man's switch"))
            case .mark(let mark) where mark.bootID != bootID:
                forget(mark)
                records.append(record(mark, .ended(.gone), detail: "the host was started anew"))
            case .mark(let mark):
                records += adopt(mark, now)
            }
        }
        for container in known { records += adoptUnwritten(container, now) }
        records += reconcile(nowBoot: now)
        return records
    }

    private mutating func adopt(_ mark: LeaseMark, _ now: UInt64) -> [ResponseRecord] {
        var mark = mark
        leases[mark.leaseID] = Lease(mark: mark, isConfirmed: false)
        do throws(SystemCallError) {
            guard let freezer = try open(mark), try freezer.isPopulated() else {
                return [end(mark.leaseID, .gone)].compactMap { $0 }
            }
            guard try freezer.isWished() == true else {
                return [end(mark.leaseID, .takenOver)].compactMap { $0 }
            }
            if let value = try freezer.directory.descriptor.attribute(LeaseMark.attribute),
                let written = LeaseMark.parseAttribute(value)
            {
                guard written.leaseID == mark.leaseID else {
                    // A later lease is written on the directory: it decides.
                    leases[mark.leaseID] = nil
                    forget(mark)
                    return [record(mark, .ended(.takenOver))]
                }
                mark.expires = written.expires
                leases[mark.leaseID] = Lease(mark: mark, isConfirmed: false)
            }
        } catch {
            // It stays in the table: the next look tries again.
        }
        return []
    }

    /// A container that carries our mark, though the run directory was emptied.
    private mutating func adoptUnwritten(_ container: ContainerDescription, _ now: UInt64) -> [ResponseRecord] {
        guard !leases.values.contains(where: { $0.mark.target.containerID == container.id }),
            let freezer = try? CgroupFreezer.open(ResponseTarget(container)),
            let value = try? freezer.directory.descriptor.attribute(LeaseMark.attribute),
            let written = LeaseMark.parseAttribute(value)
        else { return [] }
        let mark = LeaseMark(
            leaseID: written.leaseID, bootID: bootID, since: now, expires: written.expires, freezer: freezer.kind,
            directory: freezer.directory.path, inode: freezer.inode, isAttributed: true,
            target: ResponseTarget(container), owner: .policy(""), reason: "found by the mark on its control group",
            alertID: nil)
        _ = try? folder.write(mark)
        return adopt(mark, now)
    }
}

internal import LinuxKernel

extension CgroupFreezer {
    /// Stops every process in the cgroup, including ones forked meanwhile, and waits for the kernel's word.
    func freeze(within limit: Duration) throws(SystemCallError) -> FreezeOutcome {
        do throws(SystemCallError) {
            return kind == .v2 ? try freezeV2(limit) : try freezeV1(limit)
        } catch {
            if error.isGone { return .gone }
            throw error
        }
    }

    /// Lets the cgroup run again. The container may still stand still because a cgroup above it is frozen.
    func thaw(within limit: Duration) throws(SystemCallError) -> ThawOutcome {
        do throws(SystemCallError) {
            guard try isWished() == true else { return try isPopulated() ? .alreadyThawed : .gone }
            let start = KernelClock.bootNanoseconds
            if kind == .v2 {
                let events = try CgroupEventFile(directory)
                try directory.write("0", to: "cgroup.freeze")
                _ = try events.wait(within: limit) { !$0.isFrozen }
            } else {
                try directory.write("THAWED", to: "freezer.state")
            }
            return .thawed(nanoseconds: KernelClock.bootNanoseconds &- start)
        } catch {
            if error.isGone { return .gone }
            throw error
        }
    }

    private func freezeV2(_ limit: Duration) throws(SystemCallError) -> FreezeOutcome {
        let events = try CgroupEventFile(directory)
        let start = KernelClock.bootNanoseconds
        try directory.write("1", to: "cgroup.freeze")
        switch try events.wait(within: limit, until: { $0.isFrozen || !$0.isPopulated }) {
        case .some(let state) where !state.isPopulated: return .gone
        case .some: return .frozen(nanoseconds: KernelClock.bootNanoseconds &- start)
        case .none: return .unconfirmed
        }
    }

    /// v1 tells nothing by itself: each read of `freezer.state` advances it. The waits between grow, none spins.
    private func freezeV1(_ limit: Duration) throws(SystemCallError) -> FreezeOutcome {
        let timer = try TimerDescriptor()
        let start = KernelClock.bootNanoseconds
        let end = start &+ nanoseconds(limit)
        var askedAt = start
        var pause = Duration.microseconds(50)
        try directory.write("FROZEN", to: "freezer.state")
        while true {
            if try directory.text("freezer.state") == "FROZEN" {
                return try isPopulated() ? .frozen(nanoseconds: KernelClock.bootNanoseconds &- start) : .gone
            }
            let now = KernelClock.bootNanoseconds
            guard now < end else { return .unconfirmed }
            if now &- askedAt > stuckNanoseconds {
                // A storm of vforks can hold v1 in FREEZING: from the start again, as runc does.
                try directory.write("THAWED", to: "freezer.state")
                try directory.write("FROZEN", to: "freezer.state")
                askedAt = now
                pause = .microseconds(50)
            }
            try timer.arm(after: pause)
            _ = try timer.descriptor.wait(for: .readable, within: .milliseconds(100))
            pause = min(pause * 2, .milliseconds(5))
        }
    }
}

/// So long may v1 stay in FREEZING before it is asked anew.
private let stuckNanoseconds: UInt64 = 250_000_000

/// `cgroup.events` of v2, kept open: the kernel wakes whoever polls it at each change.
private struct CgroupEventFile: ~Copyable {
    private let file: Descriptor
    private var bytes = [UInt8](repeating: 0, count: 256)

    init(_ directory: borrowing Directory) throws(SystemCallError) {
        file = try directory.open("cgroup.events")
    }

    /// The first state that `isEnough`; nil when there was none in time.
    func wait(
        within limit: Duration, until isEnough: (CgroupEvents) -> Bool
    ) throws(SystemCallError) -> CgroupEvents? {
        let end = KernelClock.bootNanoseconds &+ nanoseconds(limit)
        var bytes = bytes
        while true {
            // Reading arms the next wake-up, so nothing that changes from here on is missed.
            let count = try file.read(into: &bytes, at: 0)
            let events = CgroupEvents(bytes.prefix(count))
            if isEnough(events) { return events }
            let now = KernelClock.bootNanoseconds
            guard now < end else { return nil }
            _ = try file.wait(for: .priority, within: .nanoseconds(Int64(clamping: end - now)))
        }
    }
}

private func nanoseconds(_ duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    // A limit of hours is none: a wait this long would be an error of ours.
    return UInt64(min(seconds, 3600)) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
}

package import BehaviourModel

extension HostView {
    /// Appends what is known as observations that bring an empty `HostView` to the same state: what a capture opens with.
    ///
    /// Each live process becomes a `processSeen` whose `extra` holds what an ordinary snapshot cannot say (`SeenDetail`).
    package func export(into batch: inout ObservationBatch, at bootNanoseconds: UInt64) {
        for entry in containers.entries.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var observation = Observation(
                kind: .containerStarted, sensor: .containers, bootNanoseconds: bootNanoseconds)
            observation.cgroup = entry.description.cgroup.inode
            observation.path.offset = UInt32(truncatingIfNeeded: batch.containers.count)
            batch.containers.append(entry.description)
            batch.append(observation)
            // One that has just ended is watched until its grace is over.
            guard let end = entry.endBootNanoseconds else { continue }
            var ended = Observation(kind: .containerEnded, sensor: .containers, bootNanoseconds: end)
            ended.cgroup = entry.description.cgroup.inode
            batch.append(ended)
        }
        // In the order of their starts, so that a parent is known before its children.
        var live: [ProcessEntry] = []
        processes.forEach { if !$0.flags.contains(.ended) { live.append($0) } }
        live.sort { ($0.startBootNanoseconds, $0.pid) < ($1.startBootNanoseconds, $1.pid) }
        for entry in live { export(entry, into: &batch, at: bootNanoseconds) }
    }

    private func export(_ entry: ProcessEntry, into batch: inout ObservationBatch, at bootNanoseconds: UInt64) {
        guard let container = containers[entry.container]?.description else { return }
        var observation = Observation(kind: .processSeen, sensor: .procfs, bootNanoseconds: bootNanoseconds)
        observation.pid = entry.pid
        observation.parentPid = entry.parentPid
        observation.startBootNanoseconds = entry.startBootNanoseconds
        observation.cgroup = container.cgroup.inode
        observation.uid = entry.uid
        observation.origin = entry.executableOrigin
        observation.flags = [.cgroupKnown, .originKnown, .uidKnown]
        if entry.flags.contains(.terminal) { observation.flags.insert(.terminal) }
        let text = texts.string(of: entry.executable)
        // The text is `path@origin`, escaped: the observation has the path's own bytes.
        let path = text.split(separator: "@", omittingEmptySubsequences: false).dropLast().joined(separator: "@")
        observation.path = batch.append(bytes: EscapedText.decode(path) ?? [])
        observation.detail = batch.append(bytes: arguments.bytes(of: entry.arguments) ?? [])
        observation.extra = batch.append(bytes: SeenDetail(entry).bytes)
        batch.append(observation)
    }
}

/// What a capture's opening says of a process beyond an ordinary snapshot: `=EPISODE ORIGIN FLAGS`, in hexadecimal.
struct SeenDetail {
    var episode: UInt64
    var origin: ProcessOrigin
    var flags: ProcessEntry.Flags

    init(_ entry: ProcessEntry) {
        episode = entry.episode
        origin = entry.processOrigin
        flags = entry.flags
    }

    var bytes: [UInt8] {
        let words = [episode, UInt64(origin.rawValue), UInt64(flags.rawValue)].map { String($0, radix: 16) }
        return Array("=\(words.joined(separator: " "))".utf8)
    }

    /// Nil for anything else: a sensor's snapshot has none.
    init?(_ text: ArraySlice<UInt8>) {
        guard text.first == UInt8(ascii: "=") else { return nil }
        let words = text.dropFirst().split(separator: UInt8(ascii: " ")).map {
            UInt64(String(decoding: $0, as: UTF8.self), radix: 16)
        }
        guard words.count == 3, let episode = words[0], let number = words[1].flatMap({ UInt8(exactly: $0) }),
            let origin = ProcessOrigin(rawValue: number), let flags = words[2].flatMap({ UInt16(exactly: $0) })
        else { return nil }
        self.episode = episode
        self.origin = origin
        self.flags = ProcessEntry.Flags(rawValue: flags)
    }
}

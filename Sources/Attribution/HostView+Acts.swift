internal import BehaviourModel

extension HostView {
    mutating func access(_ observation: Observation, in batch: borrowing ObservationBatch) {
        guard processes[observation.pid] != nil else { return }
        let path = escapedText(batch.span(of: observation.path))
        emit(.file, observation) { event in
            event.subject = path
            event.access = observation.access
        }
    }

    mutating func communicate(_ observation: Observation, in batch: borrowing ObservationBatch) {
        guard processes[observation.pid] != nil else { return }
        if observation.kind == .listened, !observation.flags.contains(.failed) {
            processes.update(observation.pid) { $0.flags.insert(.networkFacing) }
        }
        let bytes = batch.span(of: observation.detail)
        let address = SocketAddressDecoder.decode(bytes)
        // Netlink and unspecified addresses reach no peer.
        guard observation.kind == .listened || address.family != .none && address.family != .netlink else { return }
        var path = TextID.empty
        if address.family == .unix {
            path =
                observation.path.isEmpty
                ? escapedText(SocketAddressDecoder.unixPath(bytes)) : escapedText(batch.span(of: observation.path))
        }
        let kind: BehaviourKind =
            switch observation.kind {
            case .connected: .connect
            case .bound: .bind
            default: .listen
            }
        emit(kind, observation) { event in
            event.address = address
            event.subject = path
            event.transport = address.family == .unix ? .unix : .unknown
        }
    }

    mutating func escape(_ observation: Observation, in batch: borrowing ObservationBatch) {
        guard let entry = processes[observation.pid], !entry.flags.contains(.runtimeOwn) else { return }
        let path = escapedText(batch.span(of: observation.path))
        emit(.escape, observation) { event in
            event.escape = observation.escape
            event.subject = path
        }
    }

    /// Puts an event together from the observation and what is known of its process; `change` adds what is special.
    mutating func emit(_ kind: BehaviourKind, _ observation: Observation, _ change: (inout BehaviourEvent) -> Void) {
        guard let entry = processes[observation.pid] else { return }
        var event = BehaviourEvent(
            kind: kind, container: entry.container, bootNanoseconds: observation.bootNanoseconds,
            wallNanoseconds: wall(observation.bootNanoseconds), process: entry.key)
        event.parentPid = entry.parentPid
        event.uid = observation.flags.contains(.uidKnown) ? observation.uid : entry.uid
        event.sensor = observation.sensor
        event.executable = entry.executable
        event.processOrigin = entry.processOrigin
        event.episode = episode(of: entry, at: observation.bootNanoseconds)
        event.isNetworkFacing = isNetworkFacing(entry)
        event.hasTerminal = entry.flags.contains(.terminal) || observation.flags.contains(.terminal)
        event.isRuntimeOwn = entry.flags.contains(.runtimeOwn)
        event.hasFailed = observation.flags.contains(.failed)
        event.isIncomplete = observation.flags.contains(.incomplete)
        event.seenBootNanoseconds = seenBootNanoseconds
        change(&event)
        events.append(event)
        eventCounts[entry.container, default: 0] &+= 1
    }

    private func wall(_ bootNanoseconds: UInt64) -> Int64 {
        Int64(clamping: bootNanoseconds) &+ wallOffsetNanoseconds
    }

    private func episode(of entry: ProcessEntry, at bootNanoseconds: UInt64) -> UInt64 {
        guard age(of: entry, at: bootNanoseconds) >= settings.episodeAgeNanoseconds else { return entry.episode }
        let wall = wall(bootNanoseconds)
        let day = wall > 0 ? UInt64(wall) / settings.dayNanoseconds : 0
        return SeededHash.hash(episodeNumber(entry.key) &+ day, seed: 1) | 1
    }

    /// The process or an ancestor in its container listens.
    private func isNetworkFacing(_ entry: ProcessEntry) -> Bool {
        if entry.flags.contains(.networkFacing) { return true }
        var parent = entry.parentPid
        // Deeper trees than this are cut: a loop by a pid that came back must end.
        for _ in 0..<64 {
            guard let ancestor = processes[parent], ancestor.container == entry.container else { return false }
            if ancestor.flags.contains(.networkFacing) { return true }
            parent = ancestor.parentPid
        }
        return false
    }

    private mutating func escapedText(_ bytes: Span<UInt8>) -> TextID {
        scratch.removeAll(keepingCapacity: true)
        EscapedText.append(bytes, to: &scratch)
        return texts.intern(scratch)
    }
}

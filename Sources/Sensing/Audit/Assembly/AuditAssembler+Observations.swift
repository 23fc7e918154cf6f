internal import BehaviourModel

extension AuditAssembler {
    /// Says what a complete event was.
    mutating func observe(_ slot: Int) {
        let event = events[slot]
        let call = AuditCall.of(architecture: event.architecture, call: event.call, argument0: event.argument0)
        switch call {
        case .execute where !event.hasFailed: observeExecution(slot)
        case .connect: observeSocket(.connected, slot)
        case .bind: observeSocket(.bound, slot)
        case .listen: observeSocket(.listened, slot)
        case .escape(let escape): observeEscape(escape, slot)
        case .other, .execute, .socketCall: counts.irrelevant &+= 1
        default:
            // Others may watch files too; theirs are no concern of ours.
            if event.rule == .files { observeFiles(call, slot) } else { counts.irrelevant &+= 1 }
        }
    }

    private mutating func observeExecution(_ slot: Int) {
        guard hasRoom else { return }
        ExecveRecord.finish(&events[slot], texts: &texts)
        let event = events[slot]
        var observation = begin(.processExecuted, event)
        if !event.records.contains(.execve) { observation.flags.insert(.incomplete) }
        if event.hasArgumentsCut { observation.flags.insert(.argumentsCut) }

        var image = event.executable
        let ending = ExecutableEnding.of(texts.span(image, slot: slot))
        image.count -= Int32(ending.length)
        if ending != .none {
            observation.origin = ending == .memory ? .memory : .deleted
            observation.flags.insert(.originKnown)
        }
        observation.path = texts.copy(image, slot: slot, into: &ready)
        if image.isEmpty { observation.flags.insert(.incomplete) }
        observation.detail = texts.copy(event.arguments, slot: slot, into: &ready)
        observation.extra = texts.copy(event.directory, slot: slot, into: &ready)
        finish(observation)
    }

    private mutating func observeSocket(_ kind: ObservationKind, _ slot: Int) {
        guard hasRoom else { return }
        let event = events[slot]
        var observation = begin(kind, event)
        if kind != .listened, event.address.isEmpty { observation.flags.insert(.incomplete) }
        observation.detail = texts.copy(event.address, slot: slot, into: &ready)
        if kind == .connected { observation.path = socketPath(event) }
        finish(observation)
    }

    /// What a Unix address led to: a runtime's socket by its device and inode, whatever it is called here; else the name,
    /// joined with the working directory. Empty for other addresses.
    private mutating func socketPath(_ event: AuditEvent) -> ByteRange {
        guard let name = UnixAddress.name(event.address, texts.span(event.address, slot: event.slot)) else {
            return .empty
        }
        for index in 0..<event.pathCount {
            let item = event.paths[index]
            guard let known = sockets.path(device: item.device, inode: item.inode) else { continue }
            return sockets.copy(known, into: &ready)
        }
        let isRelative = texts.span(name, slot: event.slot)[0] != UInt8(ascii: "/")
        if isRelative, event.directory.isEmpty { return .empty }
        texts.join(event.directory, name, slot: event.slot, into: &joiner)
        return joiner.copy(into: &ready)
    }

    private mutating func observeEscape(_ escape: EscapeCall, _ slot: Int) {
        guard hasRoom else { return }
        let event = events[slot]
        var observation = begin(.escapeAttempted, event)
        observation.escape = escape
        observation.extra = texts.copy(event.directory, slot: slot, into: &ready)
        if event.pathCount > 0, !event.paths[0].name.isEmpty { observation.path = path(event.paths[0], event) }
        finish(observation)
    }

    /// One observation for each name that a call used: a rename has two.
    private mutating func observeFiles(_ call: AuditCall, _ slot: Int) {
        let event = events[slot]
        let wantsAll = call == .rename || call == .link
        var wasSeen = false
        for index in 0..<event.pathCount {
            let item = event.paths[index]
            if wantsAll ? isNamedLater(index, event) : wasSeen { continue }
            guard hasRoom else { return }
            var observation = begin(.fileAccessed, event)
            observation.access = AuditFileAccess.of(call, item.use, event)
            // A name below a directory descriptor: its path is anybody's guess.
            let isRelative = item.name.isEmpty || texts.span(item.name, slot: slot)[0] != UInt8(ascii: "/")
            if isRelative, item.name.isEmpty || AuditFileAccess.isBelowDescriptor(event) {
                observation.flags.insert(.incomplete)
            }
            if let known = watched.path(device: item.device, inode: item.inode) {
                observation.path = watched.copy(known, into: &ready)
                observation.flags.remove(.incomplete)
            } else if !item.name.isEmpty {
                observation.path = path(item, event)
            }
            observation.extra = texts.copy(event.directory, slot: slot, into: &ready)
            finish(observation)
            wasSeen = true
        }
        if !wasSeen { counts.irrelevant &+= 1 }
    }

    /// A rename over a file first deletes the name, then makes it: the last word counts.
    private func isNamedLater(_ index: Int, _ event: AuditEvent) -> Bool {
        let name = texts.span(event.paths[index].name, slot: event.slot)
        for later in index + 1..<event.pathCount {
            let other = texts.span(event.paths[later].name, slot: event.slot)
            guard other.count == name.count else { continue }
            var position = 0
            while position < name.count, name[position] == other[position] { position += 1 }
            if position == name.count { return true }
        }
        return false
    }

    private mutating func path(_ item: AuditPathItem, _ event: AuditEvent) -> ByteRange {
        texts.join(event.directory, item.name, slot: event.slot, into: &joiner)
        return joiner.copy(into: &ready)
    }

    private func begin(_ kind: ObservationKind, _ event: AuditEvent) -> Observation {
        var observation = Observation(kind: kind, sensor: .audit, bootNanoseconds: event.milliseconds)
        observation.pid = event.pid
        observation.parentPid = event.parentPid
        observation.uid = event.uid
        observation.code = Int32(truncatingIfNeeded: event.result)
        if event.hasUid { observation.flags.insert(.uidKnown) }
        if event.hasTerminal { observation.flags.insert(.terminal) }
        if event.isCut { observation.flags.insert(.incomplete) }
        // A connection under way has not failed: nothing more will be said about it.
        if event.hasFailed, event.result != Self.inProgress { observation.flags.insert(.failed) }
        return observation
    }

    /// -EINPROGRESS
    private static var inProgress: Int64 { -115 }

    private var hasRoom: Bool {
        mutating get {
            let most = 3 * AuditTexts.textLimit
            if ready.count < Self.readyLimit, ready.bytes.count + most <= ObservationBatch.comfortableBytes {
                return true
            }
            counts.dropped &+= 1
            return false
        }
    }

    private mutating func finish(_ observation: Observation) {
        ready.append(observation)
        counts.observations &+= 1
    }
}

/// `struct sockaddr_un`: the family, and a path that ends at its NUL.
private enum UnixAddress {
    /// Where the path is in the event's texts; nil for other families, and for abstract names, which begin with NUL.
    static func name(_ address: AuditText, _ bytes: Span<UInt8>) -> AuditText? {
        guard bytes.count > 2, bytes[0] == 1, bytes[1] == 0, bytes[2] != 0 else { return nil }
        var end = 2
        while end < bytes.count, bytes[end] != 0 { end += 1 }
        return AuditText(start: address.start &+ 2, count: Int32(truncatingIfNeeded: end - 2))
    }
}

/// How an executable's path ends when its file has no name any more.
private enum ExecutableEnding {
    case none, deleted, memory

    // d_path: " (deleted)". A file really called so accuses only itself.
    private static let deletedMark: [10 of UInt8] = [0x20, 0x28, 0x64, 0x65, 0x6c, 0x65, 0x74, 0x65, 0x64, 0x29]
    // memfd_create: "/memfd:" before the name.
    private static let memoryMark: [7 of UInt8] = [0x2f, 0x6d, 0x65, 0x6d, 0x66, 0x64, 0x3a]

    var length: Int { self == .none ? 0 : Self.deletedMark.count }

    static func of(_ path: Span<UInt8>) -> ExecutableEnding {
        let start = path.count - deletedMark.count
        guard start > 0 else { return .none }
        for index in 0..<deletedMark.count where path[start + index] != deletedMark[index] { return .none }
        guard start >= memoryMark.count else { return .deleted }
        for index in 0..<memoryMark.count where path[index] != memoryMark[index] { return .deleted }
        return .memory
    }
}

internal import BehaviourModel

/// Makes observations of audit records.
///
/// Records of one event share a serial number and may be interleaved with those of others; the end marker may be missing.
/// Events lie in a fixed ring of slots, found by their serial: an event is complete at its end marker, or when
/// its slot is needed, or after `patienceNanoseconds`. After the first batches nothing is allocated.
package struct AuditAssembler {
    /// A power of two. The records of an event are written in one go, so an event waits only for a preempted task.
    static let slotCount = 64
    /// An event whose records stopped coming for so long has lost its end.
    package static let patienceNanoseconds: UInt64 = 250_000_000
    /// Observations kept until the next `emit`, at most.
    static let readyLimit = 16_384

    package internal(set) var counts = AuditAssemblyCounts()
    package internal(set) var seccompRecords: UInt64 = 0
    /// Removals of rules with our keys, by whomsoever.
    package private(set) var ownRulesRemoved: UInt64 = 0
    private var notices: AuditNotices = []
    private var openCount = 0

    var events: ContiguousArray<AuditEvent>
    var texts = AuditTexts(slots: slotCount)
    var joiner = LexicalPath()
    /// Complete, in order of completion; `bootNanoseconds` holds wall milliseconds until `emit`.
    var ready = ObservationBatch(reservingObservations: 1_024, bytes: 256 << 10)
    var lastEmitted: UInt64 = 0
    /// Kept by the sensor as watches come and go.
    package var watched = WatchedFiles()
    /// The sockets of the host's container runtimes.
    package var sockets = WatchedFiles()

    package init() {
        events = ContiguousArray((0..<Self.slotCount).map { AuditEvent(slot: $0) })
    }

    /// Takes one record.
    /// - Parameters:
    ///   - type: the netlink message's type.
    ///   - text: its payload, without trailing NUL or newline.
    ///   - isCut: whether the buffer was too small for it.
    ///   - bootNanoseconds: the moment at which it was read.
    package mutating func accept(type: UInt16, text: Span<UInt8>, isCut: Bool = false, bootNanoseconds: UInt64) {
        counts.records &+= 1
        if read(type: type, text: text, isCut: isCut, bootNanoseconds: bootNanoseconds) {
            counts.consumed &+= 1
        } else {
            counts.malformed &+= 1
        }
    }

    /// Completes events whose end never came.
    package mutating func expire(bootNanoseconds: UInt64) {
        guard openCount > 0 else { return }
        for slot in events.indices where events[slot].isOpen {
            let age = bootNanoseconds.subtractingReportingOverflow(events[slot].touchedNanoseconds)
            if !age.overflow, age.partialValue > Self.patienceNanoseconds { close(slot, isEnded: false) }
        }
    }

    /// Events that wait for more records.
    package var pendingEvents: Int { openCount }

    /// What happened to audit itself since the last call.
    package mutating func takeNotices() -> AuditNotices {
        defer { notices = [] }
        return notices
    }

    private mutating func read(type: UInt16, text: Span<UInt8>, isCut: Bool, bootNanoseconds: UInt64) -> Bool {
        switch type {
        case AuditRecordType.syscall, AuditRecordType.path, AuditRecordType.socketAddress,
            AuditRecordType.workingDirectory,
            AuditRecordType.execve, AuditRecordType.openHow:
            guard let header = AuditRecordHeader.read(text) else { return false }
            let slot = slot(of: header)
            events[slot].touchedNanoseconds = bootNanoseconds
            if isCut { events[slot].isCut = true }
            let isWhole = readPart(type, text, from: header.end, into: slot)
            if !isWhole { events[slot].isCut = true }
            return isWhole
        case AuditRecordType.endOfEvent:
            guard let header = AuditRecordHeader.read(text) else { return false }
            let slot = Self.slot(header.serial)
            if isHeld(header, in: slot) { close(slot, isEnded: true) }
            return true
        case AuditRecordType.configChange:
            guard let header = AuditRecordHeader.read(text), let found = ConfigChangeRecord.read(text, from: header.end)
            else { return false }
            notices.formUnion(found)
            if found.contains(.ownRuleRemoved) { ownRulesRemoved &+= 1 }
            return true
        case AuditRecordType.ownerReplaced:
            // Its payload is a bare pid, no text.
            notices.insert(.ownerReplaced)
            return true
        case AuditRecordType.seccomp:
            guard AuditRecordHeader.read(text) != nil else { return false }
            seccompRecords &+= 1
            return true
        case AuditRecordType.processTitle, AuditRecordType.fileCapabilities, AuditRecordType.login:
            return AuditRecordHeader.read(text) != nil
        default:
            counts.unknown &+= 1
            return true
        }
    }

    private mutating func readPart(_ type: UInt16, _ text: Span<UInt8>, from start: Int, into slot: Int) -> Bool {
        switch type {
        case AuditRecordType.syscall:
            guard SyscallRecord.read(text, from: start, into: &events[slot], texts: &texts) else { return false }
            events[slot].records.insert(.syscall)
        case AuditRecordType.execve:
            guard ExecveRecord.read(text, from: start, into: &events[slot], texts: &texts) else { return false }
            events[slot].records.insert(.execve)
        case AuditRecordType.workingDirectory:
            guard WorkingDirectoryRecord.read(text, from: start, into: &events[slot], texts: &texts) else {
                return false
            }
            events[slot].records.insert(.directory)
        case AuditRecordType.path:
            guard PathRecord.read(text, from: start, into: &events[slot], texts: &texts) else { return false }
            events[slot].records.insert(.path)
        case AuditRecordType.socketAddress:
            guard SocketAddressRecord.read(text, from: start, into: &events[slot], texts: &texts) else { return false }
            events[slot].records.insert(.address)
        default:
            return OpenHowRecord.read(text, from: start, into: &events[slot])
        }
        return true
    }

    private static func slot(_ serial: UInt64) -> Int { Int(truncatingIfNeeded: serial & UInt64(slotCount - 1)) }

    private func isHeld(_ header: AuditRecordHeader, in slot: Int) -> Bool {
        events[slot].isOpen && events[slot].serial == header.serial && events[slot].milliseconds == header.milliseconds
    }

    /// The slot of an event; whoever lies there and is another one must leave.
    private mutating func slot(of header: AuditRecordHeader) -> Int {
        let slot = Self.slot(header.serial)
        if isHeld(header, in: slot) { return slot }
        if events[slot].isOpen { close(slot, isEnded: false) }
        events[slot].open(serial: header.serial, milliseconds: header.milliseconds)
        openCount += 1
        return slot
    }

    private mutating func close(_ slot: Int, isEnded: Bool) {
        events[slot].isOpen = false
        openCount -= 1
        counts.events &+= 1
        if !isEnded {
            counts.unended &+= 1
            events[slot].isCut = true
        }
        guard events[slot].records.contains(.syscall) else {
            counts.headless &+= 1
            return
        }
        observe(slot)
    }
}

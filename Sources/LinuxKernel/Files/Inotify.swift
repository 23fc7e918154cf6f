internal import CLinux

/// Changes of directories: what appeared, what went.
package struct Inotify: ~Copyable, Sendable {
    /// To poll: readable when events wait.
    package let descriptor: Descriptor
    private var buffer = [UInt8](repeating: 0, count: 32_768)

    package init() throws(SystemCallError) {
        descriptor = Descriptor(owning: Int32(clamping: try check(yagura_inotify(), "inotify_init1")))
    }

    /// Watches a path; nil when it is gone. Rescan the directory afterwards: what came before is not told.
    package func add(_ path: String, _ events: InotifyEvents) throws(SystemCallError) -> Int32? {
        guard !path.utf8.contains(0) else {
            throw SystemCallError(call: "inotify_add_watch", object: path, number: .invalid)
        }
        let result = unsafe yagura_inotify_add(descriptor.number, path, events.rawValue)
        if result == 0 &- Int64(ErrorNumber.noEntry.rawValue) { return nil }
        if result == 0 &- Int64(ErrorNumber.notDirectory.rawValue) { return nil }
        return Int32(clamping: try check(result, "inotify_add_watch", path))
    }

    /// Ends a watch; one that ended with its directory is no error.
    package func remove(_ watch: Int32) throws(SystemCallError) {
        let result = yagura_inotify_remove(descriptor.number, watch)
        if result == 0 &- Int64(ErrorNumber.invalid.rawValue) { return }
        try check(result, "inotify_rm_watch", "watch \(watch)")
    }

    /// Gives the waiting events: watch, what happened, and the name in the directory (empty for itself).
    ///
    /// An overflow counts as a loss: rescan everything.
    package mutating func drain(
        _ body: (_ watch: Int32, _ events: InotifyEvents, _ name: Span<UInt8>) -> Void
    ) throws(SystemCallError) -> DrainOutcome {
        var outcome = DrainOutcome()
        while let count = try descriptor.read(into: &buffer), count > 0 {
            let bytes = buffer.span.extracting(0..<min(count, buffer.count))
            forEachInotifyRecord(bytes) { watch, events, name in
                if events.contains(.overflow) { outcome.losses &+= 1 } else { body(watch, events, name) }
                outcome.received &+= 1
            }
        }
        return outcome
    }
}

/// The bits of inotify(7).
package struct InotifyEvents: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let modified = InotifyEvents(rawValue: 0x002)
    package static let attributesChanged = InotifyEvents(rawValue: 0x004)
    package static let closedAfterWriting = InotifyEvents(rawValue: 0x008)
    package static let movedFrom = InotifyEvents(rawValue: 0x040)
    package static let movedTo = InotifyEvents(rawValue: 0x080)
    package static let created = InotifyEvents(rawValue: 0x100)
    package static let deleted = InotifyEvents(rawValue: 0x200)
    package static let selfDeleted = InotifyEvents(rawValue: 0x400)
    package static let selfMoved = InotifyEvents(rawValue: 0x800)
    /// Told: events were dropped.
    package static let overflow = InotifyEvents(rawValue: 0x4000)
    /// Told: the watch ended (its directory is gone, or it was removed).
    package static let ignored = InotifyEvents(rawValue: 0x8000)
    /// Asked: only if the path is a directory.
    package static let onlyDirectory = InotifyEvents(rawValue: 0x0100_0000)
    package static let noFollow = InotifyEvents(rawValue: 0x0200_0000)
    /// Told: the name is a directory's.
    package static let isDirectory = InotifyEvents(rawValue: 0x4000_0000)
}

/// Parses what read(2) gave of an inotify descriptor; stops at a record that does not fit.
func forEachInotifyRecord(_ bytes: Span<UInt8>, _ body: (Int32, InotifyEvents, Span<UInt8>) -> Void) {
    let headerSize = 16  // wd, mask, cookie, len
    var start = 0
    while let watch = bytes.int32(at: start), let mask = bytes.uint32(at: start + 4),
        let length = bytes.uint32(at: start + 12), Int(length) <= bytes.count - start - headerSize
    {
        let name = start + headerSize
        var end = name
        while end < name + Int(length), bytes[end] != 0 { end += 1 }
        body(watch, InotifyEvents(rawValue: mask), bytes.extracting(name..<end))
        start = name + Int(length)
    }
}

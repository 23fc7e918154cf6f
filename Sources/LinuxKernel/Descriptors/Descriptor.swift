internal import CLinux
internal import Glibc

/// The owner of one file descriptor: closes it at its end, and hides EINTR.
///
/// A descriptor that is not ready is a value (nil), not an error.
package struct Descriptor: ~Copyable, Sendable {
    /// For calls that take a plain number while this owner lives.
    package let number: Int32

    /// Takes ownership of an open descriptor; a negative number owns nothing.
    package init(owning number: Int32) { self.number = number }

    deinit {
        if number >= 0 { _ = close(number) }
    }

    /// Reads once into `bytes`; 0 at the end, nil when a non-blocking descriptor has nothing.
    package func read(into bytes: inout MutableSpan<UInt8>) throws(SystemCallError) -> Int? {
        try checkReady(yagura_read(number, &bytes), "read")
    }

    /// Reads once over the elements of `bytes`; 0 at the end, nil when there is nothing now.
    package func read(into bytes: inout [UInt8]) throws(SystemCallError) -> Int? {
        var span = bytes.mutableSpan
        return try read(into: &span)
    }

    /// Reads once from `offset`: for files of procfs and cgroupfs that are kept open and read again.
    package func read(into bytes: inout [UInt8], at offset: UInt64) throws(SystemCallError) -> Int {
        var span = bytes.mutableSpan
        return try check(yagura_pread(number, &span, offset), "pread")
    }

    /// Reads from here until the end or until `limit` bytes came.
    package func readToEnd(limit: Int) throws(SystemCallError) -> [UInt8] {
        guard limit > 0 else { return [] }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 4096))
        while result.count < limit {
            guard let count = try read(into: &chunk), count > 0 else { break }
            result.append(contentsOf: chunk.prefix(min(count, limit - result.count)))
            if chunk.count < 65536, limit > chunk.count { chunk = [UInt8](repeating: 0, count: min(limit, 65536)) }
        }
        return result
    }

    /// Writes once; the count may be short, nil when nothing can be written now.
    package func write(_ bytes: Span<UInt8>) throws(SystemCallError) -> Int? {
        try checkReady(yagura_write(number, bytes), "write")
    }

    /// Writes all of `bytes`; a descriptor that would block is an error here.
    package func writeAll(_ bytes: Span<UInt8>) throws(SystemCallError) {
        var done = 0
        while done < bytes.count {
            let count = try check(yagura_write(number, bytes.extracting(done..<bytes.count)), "write")
            guard count > 0 else { throw SystemCallError(call: "write", number: .inputOutput) }
            done += count
        }
    }

    /// Waits until the descriptor is ready for one of `events`; empty after `limit`.
    package func wait(for events: PollEvents, within limit: Duration?) throws(SystemCallError) -> PollEvents {
        let found = try check(yagura_poll(number, Int32(events.rawValue), pollMilliseconds(limit)), "poll")
        return PollEvents(rawValue: UInt32(truncatingIfNeeded: found))
    }
}

/// What to wait for, and what was found: the bits of poll(2), which epoll shares.
package struct PollEvents: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = PollEvents(rawValue: 0x001)
    /// Exceptional state: a change in `cgroup.events`, `mountinfo`.
    package static let priority = PollEvents(rawValue: 0x002)
    package static let writable = PollEvents(rawValue: 0x004)
    /// Always reported, need not be asked for.
    package static let failed = PollEvents(rawValue: 0x008)
    package static let hungUp = PollEvents(rawValue: 0x010)
    package static let peerClosed = PollEvents(rawValue: 0x2000)
}

/// What `/proc/<pid>/stat` says of a process.
package struct ProcStat: Sendable, Hashable {
    package var pid: Int32
    /// The name the process gave itself: any bytes, at most 63.
    package var name: [UInt8]
    package var state: UInt8
    package var parent: Int32
    package var processGroup: Int32
    package var session: Int32
    /// The controlling terminal's device number; 0 without one.
    package var terminal: Int32
    package var userTicks: UInt64
    package var systemTicks: UInt64
    package var threads: Int32
    package var startTicks: UInt64

    /// When the process started, as boot nanoseconds (to a hundredth of a second).
    package var startBootNanoseconds: UInt64 { KernelClock.bootNanoseconds(ticks: startTicks) }
    package var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    /// Nil when the text is cut short or is no stat line.
    ///
    /// The name is not quoted: it reaches from the first parenthesis to the *last*, whatever is between.
    package init?(_ bytes: Span<UInt8>) {
        var open = 0
        while open < bytes.count, bytes[open] != UInt8(ascii: "(") { open += 1 }
        var close = bytes.count - 1
        while close > open, bytes[close] != UInt8(ascii: ")") { close -= 1 }
        guard close > open, open > 1, let pid = bytes.decimal(0..<open - 1), let number = Int32(exactly: pid) else {
            return nil
        }
        // Fields are counted as in proc_pid_stat(5): the state is the third.
        var fields: [Range<Int>] = []
        fields.reserveCapacity(52)
        var start = close + 2
        while start < bytes.count, fields.count < 20 {
            var end = start
            while end < bytes.count, bytes[end] != 0x20, bytes[end] != 0x0A { end += 1 }
            // A field without a delimiter after it may be half a number.
            guard end < bytes.count else { break }
            fields.append(start..<end)
            start = end + 1
        }
        guard fields.count == 20, fields[0].count == 1, let parent = bytes.int32(fields[1]),
            let group = bytes.int32(fields[2]), let session = bytes.int32(fields[3]),
            let terminal = bytes.int32(fields[4]), let user = bytes.decimal(fields[11]),
            let system = bytes.decimal(fields[12]), let threads = bytes.int32(fields[17]),
            let started = bytes.decimal(fields[19])
        else { return nil }
        self.pid = number
        name = bytes.bytes(open + 1..<close)
        state = bytes[fields[0].lowerBound]
        self.parent = parent
        processGroup = group
        self.session = session
        self.terminal = terminal
        userTicks = user
        systemTicks = system
        self.threads = threads
        startTicks = started
    }
}

extension Span<UInt8> {
    fileprivate func int32(_ range: Range<Int>) -> Int32? { signedDecimal(range).flatMap { Int32(exactly: $0) } }
}

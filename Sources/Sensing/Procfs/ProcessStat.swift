/// The fields of `/proc/<pid>/stat` (proc_pid_stat(5)) that we use.
struct ProcessStat: Hashable, Sendable {
    var state: UInt8
    var parentPid: Int32
    /// Number of the controlling terminal; 0 for none.
    var terminal: Int32
    /// Threads that are left, the first one included though it may have ended.
    var threads: Int64
    /// Since boot, in ticks.
    var startTicks: UInt64

    /// nil for anything the kernel would not write. The name in it is the process's own choice and may hold `) R 1`: what
    /// counts begins behind the last parenthesis.
    init?(_ bytes: Span<UInt8>) {
        var place = bytes.count - 1
        while place >= 0, bytes[place] != UInt8(ascii: ")") { place -= 1 }
        guard place >= 0, place + 2 < bytes.count else { return nil }
        state = bytes[place + 2]
        var parent: Int64?
        var terminal: Int64?
        var threads: Int64?
        var start: Int64?
        var field = 3
        var at = place + 3
        while at < bytes.count, start == nil {
            guard bytes[at] == UInt8(ascii: " ") else { return nil }
            at += 1
            let (number, end) = Self.number(bytes, at)
            at = end
            field += 1
            switch field {
            case 4: parent = number
            case 7: terminal = number
            case 20: threads = number
            case 22: start = number
            default: break
            }
        }
        guard let parent, let terminal, let start, let pid = Int32(exactly: parent), let ticks = UInt64(exactly: start)
        else { return nil }
        parentPid = pid
        self.terminal = Int32(truncatingIfNeeded: terminal)
        startTicks = ticks
        self.threads = threads ?? 1
    }

    /// Ended, and only kept for its parent to look at.
    var isDead: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    private static func number(_ bytes: Span<UInt8>, _ start: Int) -> (Int64?, end: Int) {
        var at = start
        let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var value: Int64 = 0
        var digits = 0
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") {
            value = value &* 10 &+ Int64(bytes[at] &- UInt8(ascii: "0"))
            digits += 1
            at += 1
        }
        return (digits == 0 || digits > 18 ? nil : isNegative ? 0 - value : value, at)
    }
}

/// What `/proc/<pid>/status` says of a process's rights.
package struct ProcStatus: Sendable, Hashable {
    package var realUser: UInt32 = .max
    package var effectiveUser: UInt32 = .max
    package var realGroup: UInt32 = .max
    package var effectiveGroup: UInt32 = .max
    package var effectiveCapabilities: UInt64 = 0
    package var permittedCapabilities: UInt64 = 0
    package var boundingCapabilities: UInt64 = 0
    package var hasNoNewPrivileges = false
    /// 0 none, 1 strict, 2 filter.
    package var seccompMode: UInt32 = 0
    /// The process's number in its own, innermost pid namespace.
    package var innerPid: Int32?

    /// Nil when the text lacks the users, as a cut one may.
    package init?(_ bytes: Span<UInt8>) {
        var hasUser = false
        var lines = ByteScanner(bytes)
        while let line = lines.next(until: 0x0A) {
            guard let colon = line.first(where: { bytes[$0] == UInt8(ascii: ":") }) else { continue }
            let name = line.lowerBound..<colon
            let words = Self.words(bytes, colon + 1..<line.upperBound)
            if bytes.holds("Uid", at: name), words.count >= 2 {
                hasUser = true
                realUser = Self.number(bytes, words[0])
                effectiveUser = Self.number(bytes, words[1])
            } else if bytes.holds("Gid", at: name), words.count >= 2 {
                realGroup = Self.number(bytes, words[0])
                effectiveGroup = Self.number(bytes, words[1])
            } else if bytes.holds("CapEff", at: name), let word = words.first {
                effectiveCapabilities = bytes.hexadecimal(word) ?? 0
            } else if bytes.holds("CapPrm", at: name), let word = words.first {
                permittedCapabilities = bytes.hexadecimal(word) ?? 0
            } else if bytes.holds("CapBnd", at: name), let word = words.first {
                boundingCapabilities = bytes.hexadecimal(word) ?? 0
            } else if bytes.holds("NoNewPrivs", at: name), let word = words.first {
                hasNoNewPrivileges = bytes.decimal(word) == 1
            } else if bytes.holds("Seccomp", at: name), let word = words.first {
                seccompMode = Self.number(bytes, word)
            } else if bytes.holds("NSpid", at: name), let word = words.last {
                innerPid = bytes.decimal(word).flatMap { Int32(exactly: $0) }
            }
        }
        guard hasUser else { return nil }
    }

    private static func words(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = range.lowerBound
        while index < range.upperBound, words.count < 64 {
            while index < range.upperBound, bytes[index] <= 0x20 { index += 1 }
            let start = index
            while index < range.upperBound, bytes[index] > 0x20 { index += 1 }
            if start < index { words.append(start..<index) }
        }
        return words
    }

    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        bytes.decimal(range).flatMap { UInt32(exactly: $0) } ?? .max
    }
}

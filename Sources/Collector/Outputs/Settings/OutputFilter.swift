package import BehaviourModel

/// Which lines an output takes. Empty lists take all.
package struct OutputFilter: Hashable, Sendable {
    /// The least severity; lines without one (tombstones, unknown schemas) pass only where everything does.
    package var severity: Severity
    package var kinds: [String]
    /// `scope/name`, with `*` for any characters.
    package var workloads: [String]
    package var agents: [String]

    package init(severity: Severity = .low, kinds: [String] = [], workloads: [String] = [], agents: [String] = []) {
        self.severity = severity
        self.kinds = kinds
        self.workloads = workloads
        self.agents = agents
    }

    package func takes(_ line: OutboundLine) -> Bool {
        if let known = line.severity {
            guard known >= severity else { return false }
        } else if severity != .low {
            return false
        }
        guard kinds.isEmpty || kinds.contains(line.kind) else { return false }
        // Who is told of some agents is told what the collector says about them: that one fell silent, above all.
        let names = [line.agent, line.subject]
        guard agents.isEmpty || agents.contains(where: { one in names.contains { Pattern.matches(one, $0) } }) else {
            return false
        }
        guard workloads.isEmpty else {
            guard let workload = line.workload else { return false }
            return workloads.contains { Pattern.matches($0, workload) }
        }
        return true
    }
}

/// A pattern in which `*` stands for any characters. Linear in practice: it goes back to the last star only.
enum Pattern {
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(text.utf8)
        var (place, at, star, resume) = (0, 0, -1, 0)
        while at < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                (star, resume) = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == text[at] {
                place += 1
                at += 1
            } else if star >= 0 {
                resume += 1
                (place, at) = (star + 1, resume)
            } else {
                return false
            }
        }
        while place < pattern.count, pattern[place] == UInt8(ascii: "*") { place += 1 }
        return place == pattern.count
    }
}

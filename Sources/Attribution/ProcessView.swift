package import BehaviourModel

/// A process in words, for an alert: rare, so texts may be made.
package struct ProcessView: Sendable {
    package let key: ProcessKey
    /// `path@origin`.
    package let executable: String
    package let origin: ExecutableOrigin
    /// Escaped; nil when the ring has overwritten them.
    package let arguments: [String]?
    package let areArgumentsCut: Bool
    package let uid: UInt32
    /// Executables of its ancestors in the container, the nearest first.
    package let lineage: [String]
}

extension HostView {
    /// The process of a pid as it is known now.
    package func process(_ pid: Int32) -> ProcessView? {
        guard let entry = processes[pid] else { return nil }
        return ProcessView(
            key: entry.key, executable: texts.string(of: entry.executable), origin: entry.executableOrigin,
            arguments: arguments.bytes(of: entry.arguments).map(Self.words),
            areArgumentsCut: entry.flags.contains(.argumentsCut), uid: entry.uid, lineage: lineage(of: entry))
    }

    private func lineage(of entry: ProcessEntry) -> [String] {
        var lineage: [String] = []
        var parent = entry.parentPid
        while lineage.count < 32, let ancestor = processes[parent], ancestor.container == entry.container {
            lineage.append(texts.string(of: ancestor.executable))
            parent = ancestor.parentPid
        }
        return lineage
    }

    private static func words(_ line: [UInt8]) -> [String] {
        line.split(separator: 0, omittingEmptySubsequences: false).dropLast(line.last == 0 ? 1 : 0)
            .map { EscapedText.string(Array($0)) }
    }
}

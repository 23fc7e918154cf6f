package import BehaviourModel

/// The first process of an executable began in a container, or the last one ended.
package struct ExecutableChange: Sendable, BitwiseCopyable {
    package let container: ContainerKey
    package let executable: TextID
    package let hasBegun: Bool
}

/// How many processes of each executable live in each container, and the changes between none and some.
struct ExecutableCounts: Sendable {
    private var counts: [UInt64: UInt32] = [:]
    var changes: ContiguousArray<ExecutableChange> = []

    mutating func add(_ executable: TextID, in container: ContainerKey) {
        guard executable != .empty, executable != .overflow else { return }
        let key = key(executable, container)
        let count = counts[key, default: 0]
        counts[key] = count + 1
        if count == 0 { changes.append(ExecutableChange(container: container, executable: executable, hasBegun: true)) }
    }

    mutating func remove(_ executable: TextID, in container: ContainerKey) {
        let key = key(executable, container)
        guard let count = counts[key] else { return }
        if count > 1 {
            counts[key] = count - 1
        } else {
            counts[key] = nil
            changes.append(ExecutableChange(container: container, executable: executable, hasBegun: false))
        }
    }

    mutating func removeAll() { counts.removeAll(keepingCapacity: true) }

    private func key(_ executable: TextID, _ container: ContainerKey) -> UInt64 {
        UInt64(container.rawValue) << 32 | UInt64(executable.rawValue)
    }
}

package import BehaviourModel

/// A container that `HostView` knows.
package struct ContainerEntry: Sendable {
    package let key: ContainerKey
    package var description: ContainerDescription
    /// Its first process was seen running a program: what the runtime starts from now on is a session.
    package var hasStarted = false
    package var endBootNanoseconds: UInt64?
}

/// Containers by key and by cgroup inode.
struct ContainerTable: Sendable {
    private(set) var entries: [ContainerKey: ContainerEntry] = [:]
    private var keysByCgroup: [UInt64: ContainerKey] = [:]
    private var last: UInt32 = 0

    subscript(key: ContainerKey) -> ContainerEntry? { entries[key] }

    func key(ofCgroup inode: UInt64) -> ContainerKey? { inode == 0 ? nil : keysByCgroup[inode] }

    /// Adds a container; one that the same cgroup had before has ended.
    mutating func start(_ description: ContainerDescription) -> ContainerKey {
        last &+= 1
        let key = ContainerKey(rawValue: last)
        entries[key] = ContainerEntry(key: key, description: description)
        keysByCgroup[description.cgroup.inode] = key
        return key
    }

    mutating func update(_ key: ContainerKey, _ change: (inout ContainerEntry) -> Void) {
        guard var entry = entries[key] else { return }
        change(&entry)
        entries[key] = entry
    }

    mutating func amend(_ key: ContainerKey, with description: ContainerDescription) {
        guard let old = entries[key]?.description else { return }
        entries[key]?.description = description
        guard old.cgroup.inode != description.cgroup.inode else { return }
        keysByCgroup[old.cgroup.inode] = nil
        keysByCgroup[description.cgroup.inode] = key
    }

    mutating func end(_ key: ContainerKey, at bootNanoseconds: UInt64) {
        guard let entry = entries[key] else { return }
        entries[key]?.endBootNanoseconds = bootNanoseconds
        if keysByCgroup[entry.description.cgroup.inode] == key { keysByCgroup[entry.description.cgroup.inode] = nil }
    }

    mutating func remove(_ key: ContainerKey) { entries[key] = nil }
}

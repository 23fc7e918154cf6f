internal import BehaviourModel

/// From a container's key to its workload, by open addressing; a look-up allocates nothing.
struct ContainerDirectory: Sendable {
    private var keys = ContiguousArray<UInt32>(repeating: 0, count: 64)
    private var workloads = ContiguousArray<UInt32>(repeating: 0, count: 64)
    private(set) var count = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    func workload(of key: ContainerKey) -> Int? {
        guard key != .none else { return nil }
        let mask = keys.count - 1
        var slot = home(key.rawValue)
        while keys[slot] != 0 {
            if keys[slot] == key.rawValue { return Int(workloads[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    mutating func insert(_ key: ContainerKey, workload: Int) {
        guard key != .none, self.workload(of: key) == nil else { return }
        if (count + 1) * 2 > keys.count { grow() }
        place(key.rawValue, UInt32(truncatingIfNeeded: workload))
        count += 1
    }

    mutating func remove(_ key: ContainerKey) {
        guard workload(of: key) != nil else { return }
        let old = (keys, workloads)
        // Ends of containers are rare, and the table small: it is built anew without the key.
        for slot in keys.indices { keys[slot] = 0 }
        count -= 1
        for slot in old.0.indices where old.0[slot] != 0 && old.0[slot] != key.rawValue {
            place(old.0[slot], old.1[slot])
        }
    }

    private func home(_ key: UInt32) -> Int {
        Int(truncatingIfNeeded: SeededHash.hash(UInt64(key), seed: seed)) & (keys.count - 1)
    }

    private mutating func place(_ key: UInt32, _ workload: UInt32) {
        let mask = keys.count - 1
        var slot = home(key)
        while keys[slot] != 0 { slot = (slot + 1) & mask }
        keys[slot] = key
        workloads[slot] = workload
    }

    private mutating func grow() {
        let old = (keys, workloads)
        keys = ContiguousArray(repeating: 0, count: old.0.count * 2)
        workloads = ContiguousArray(repeating: 0, count: old.0.count * 2)
        for slot in old.0.indices where old.0[slot] != 0 { place(old.0[slot], old.1[slot]) }
    }
}

internal import BehaviourModel

/// N(c) of each executable of a workload: the windows in which it was alive, by hour.
///
/// At most `limit` executables; one beyond has no count of its own and leans on its container wholly.
struct ContextTable: Sendable {
    private(set) var executables: ContiguousArray<TextID> = []
    private(set) var counts: ContiguousArray<HourlyCounts> = []
    private var slots = ContiguousArray<UInt32>(repeating: 0, count: 64)
    private let seed: UInt64
    static let limit = 1024
    /// Executables that found no place.
    private(set) var refused: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    func find(_ executable: TextID) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: SeededHash.hash(UInt64(executable.rawValue), seed: seed)) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if executables[index] == executable { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The windows that the executable was alive in.
    func windows(_ executable: TextID) -> HourlyCounts? { find(executable).map { counts[$0] } }

    mutating func add(_ windows: UInt64, executable: TextID, hour: Int64) {
        guard windows > 0 else { return }
        if let index = find(executable) {
            counts[index].add(windows, hour: hour)
            return
        }
        guard executables.count < Self.limit else {
            refused &+= 1
            return
        }
        var fresh = HourlyCounts()
        fresh.add(windows, hour: hour)
        insert(executable, fresh)
    }

    mutating func insert(_ executable: TextID, _ windows: HourlyCounts) {
        guard executables.count < Self.limit, find(executable) == nil else { return }
        executables.append(executable)
        counts.append(windows)
        if executables.count * 2 > slots.count {
            slots = ContiguousArray(repeating: 0, count: slots.count * 2)
            for index in executables.indices { place(index) }
        } else {
            place(executables.count - 1)
        }
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        let hash = SeededHash.hash(UInt64(executables[index].rawValue), seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }
}

internal import BehaviourModel

/// The items of one workload: open addressing with linear probing, at most `limit` records, a seeded hash.
///
/// A look-up allocates nothing. Records keep their place until they are removed.
struct ItemTable: Sendable {
    private(set) var records: ContiguousArray<ItemRecord> = []
    private var free: ContiguousArray<UInt32> = []
    /// Record number + 1; 0 is a free slot.
    private var slots: ContiguousArray<UInt32>
    private let seed: UInt64
    let limit: Int
    /// Where the search for something to forget goes on.
    private var hand = 0

    init(seed: UInt64, limit: Int) {
        self.seed = seed
        self.limit = max(16, limit)
        slots = ContiguousArray(repeating: 0, count: 64)
    }

    var count: Int { records.count - free.count }
    var isFull: Bool { count >= limit }

    func find(_ key: ItemKey) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.hash(seed: seed)) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] - 1)
            if records[index].key == key { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    subscript(index: Int) -> ItemRecord {
        get { records[index] }
        _modify { yield &records[index] }
    }

    /// Adds a record for a key that is not there; nil when the table is full.
    mutating func insert(_ record: ItemRecord) -> Int? {
        guard !isFull else { return nil }
        let index: Int
        if let reused = free.popLast() {
            index = Int(reused)
            records[index] = record
        } else {
            index = records.count
            records.append(record)
        }
        if (count + 1) * 2 > slots.count { grow() } else { place(index) }
        return index
    }

    mutating func remove(at index: Int) {
        guard !records[index].flags.contains(.free) else { return }
        let mask = slots.count - 1
        var slot = home(records[index].key)
        while slots[slot] != UInt32(truncatingIfNeeded: index + 1) {
            if slots[slot] == 0 { return }
            slot = (slot + 1) & mask
        }
        slots[slot] = 0
        // Those behind the gap that may stand before it move up, so that no search ends at the gap too early.
        var next = (slot + 1) & mask
        while slots[next] != 0 {
            let wanted = home(records[Int(slots[next] - 1)].key)
            if (next - wanted) & mask >= (next - slot) & mask {
                slots[slot] = slots[next]
                slots[next] = 0
                slot = next
            }
            next = (next + 1) & mask
        }
        records[index].flags = .free
        free.append(UInt32(truncatingIfNeeded: index))
    }

    /// The next record that `mayGo` lets go, looking at 64 at most: a flood must not make each event cost a whole scan.
    mutating func candidate(where mayGo: (ItemRecord) -> Bool) -> Int? {
        for _ in 0..<min(64, records.count) {
            hand = (hand + 1) % records.count
            let record = records[hand]
            if !record.flags.contains(.free), mayGo(record) { return hand }
        }
        return nil
    }

    private func home(_ key: ItemKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed)) & (slots.count - 1) }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = home(records[index].key)
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }

    private mutating func grow() {
        slots = ContiguousArray(repeating: 0, count: slots.count * 2)
        for index in records.indices where !records[index].flags.contains(.free) { place(index) }
    }
}

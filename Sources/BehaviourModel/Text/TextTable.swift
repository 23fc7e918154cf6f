/// The number of an interned text in one `TextTable`.
package struct TextID: Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The empty text; in every table.
    package static let empty = TextID(rawValue: 0)
    /// What a full table answers: a text, but nobody knows which.
    package static let overflow = TextID(rawValue: UInt32.max)
}

/// Gives each distinct byte string a number. A hit allocates nothing; a full table answers `.overflow`.
///
/// Open addressing with linear probing over a power of two, hashed with a seed: the texts come from hostile containers,
/// who must not be able to choose their collisions.
package struct TextTable: Sendable {
    private var bytes: ContiguousArray<UInt8> = []
    /// Start of each text in `bytes`; one more entry marks the end of the last.
    private var starts: ContiguousArray<UInt32> = [0, 0]
    private var hashes: ContiguousArray<UInt64> = [0]
    /// Text number + 1, or 0 for a free slot.
    private var slots: ContiguousArray<UInt32>
    private let seed: UInt64
    package let capacity: Int
    package let byteCapacity: Int

    /// - Parameters:
    ///   - capacity: texts at most.
    ///   - byteCapacity: bytes of all texts at most.
    package init(seed: UInt64, capacity: Int = 1 << 15, byteCapacity: Int = 4 << 20) {
        self.seed = seed
        self.capacity = max(1, capacity)
        self.byteCapacity = min(max(0, byteCapacity), Int(UInt32.max))
        slots = ContiguousArray(repeating: 0, count: 64)
    }

    /// Texts held, the empty one included.
    package var count: Int { starts.count - 1 }
    package var byteCount: Int { bytes.count }
    package var isFull: Bool { count >= capacity || bytes.count >= byteCapacity }

    /// The number of a text, which is added when it is new.
    package mutating func intern(_ text: Span<UInt8>) -> TextID {
        if text.isEmpty { return .empty }
        let hash = SeededHash.hash(text, seed: seed)
        if let known = find(text, hash: hash) { return known }
        guard count < capacity, bytes.count + text.count <= byteCapacity else { return .overflow }
        for index in text.indices { bytes.append(text[index]) }
        starts.append(UInt32(truncatingIfNeeded: bytes.count))
        hashes.append(hash)
        let id = UInt32(truncatingIfNeeded: count - 1)
        if count * 2 > slots.count { grow() } else { place(id, hash: hash) }
        return TextID(rawValue: id)
    }

    package mutating func intern(_ text: [UInt8]) -> TextID { intern(text.span) }

    package mutating func intern(_ text: String) -> TextID { intern(Array(text.utf8)) }

    /// The number of a text that is there already.
    package func find(_ text: Span<UInt8>) -> TextID? {
        text.isEmpty ? .empty : find(text, hash: SeededHash.hash(text, seed: seed))
    }

    /// The bytes of a text; empty for `.overflow` and for numbers of another table.
    @_lifetime(borrow self)
    package func text(of id: TextID) -> Span<UInt8> {
        let whole = bytes.span
        let index = Int(id.rawValue)
        guard index + 1 < starts.count else { return whole.extracting(0..<0) }
        return whole.extracting(Int(starts[index])..<Int(starts[index + 1]))
    }

    package func string(of id: TextID) -> String {
        if id == .overflow { return "(table full)" }
        let index = Int(id.rawValue)
        guard index + 1 < starts.count else { return "" }
        return String(decoding: bytes[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
    }

    private func find(_ text: Span<UInt8>, hash: UInt64) -> TextID? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let id = Int(slots[slot] - 1)
            if hashes[id] == hash, equals(text, id: id) { return TextID(rawValue: UInt32(truncatingIfNeeded: id)) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func equals(_ text: Span<UInt8>, id: Int) -> Bool {
        let start = Int(starts[id])
        guard Int(starts[id + 1]) - start == text.count else { return false }
        for index in 0..<text.count where bytes[start + index] != text[index] { return false }
        return true
    }

    private mutating func place(_ id: UInt32, hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = id + 1
    }

    private mutating func grow() {
        slots = ContiguousArray(repeating: 0, count: slots.count * 2)
        for id in 1..<count { place(UInt32(truncatingIfNeeded: id), hash: hashes[id]) }
    }
}

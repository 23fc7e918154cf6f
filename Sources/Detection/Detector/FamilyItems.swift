internal import BehaviourModel

/// The texts of an event as numbers of the detector's own table.
struct EventTexts: Sendable, BitwiseCopyable {
    /// The acting executable; `.empty` where it is unknown.
    var executable: TextID
    var subject: TextID
}

/// The items of one event, in a context of an executable or of the container; room is reused.
struct ItemBuffer: Sendable {
    private(set) var keys: ContiguousArray<ItemKey> = []
    private static let limit = 16

    init() { keys.reserveCapacity(Self.limit) }

    mutating func removeAll() { keys.removeAll(keepingCapacity: true) }

    mutating func append(_ key: ItemKey) {
        guard keys.count < Self.limit else { return }
        keys.append(key)
    }
}

/// One family's way from an event to items. A new family is one more type of this kind, in a folder of its own.
protocol FamilyItems {
    static func append(_ event: BehaviourEvent, _ texts: EventTexts, to buffer: inout ItemBuffer)
}

internal import BehaviourModel

/// An unknown item in the window that runs, and what it is worth there.
struct Novelty: Sendable, BitwiseCopyable {
    var key: ItemKey
    var episode: UInt64
    /// What it earned: 0 where novelty is not rare.
    var millibits: Millibits
    /// Episodes that had seen it before.
    var support: UInt8
    /// Windows in which it could have been seen.
    var exposed: UInt64
}

/// Sums of one episode, or of one window: S by family, and S.
struct FamilyScores: Hashable, Sendable, BitwiseCopyable {
    var lineage: Millibits = 0
    var files: Millibits = 0
    var connections: Millibits = 0

    subscript(family: Family) -> Millibits {
        get {
            switch family {
            case .lineage: lineage
            case .files: files
            case .connections: connections
            case .systemCalls, .rates: 0
            }
        }
        set {
            switch family {
            case .lineage: lineage = newValue
            case .files: files = newValue
            case .connections: connections = newValue
            case .systemCalls, .rates: break
            }
        }
    }

    /// The families of the novelty lane.
    static let families: [Family] = [.lineage, .files, .connections]

    var total: Int64 { Int64(lineage) + Int64(files) + Int64(connections) }

    /// The family with the largest part; the first of equals.
    var largest: Family {
        if lineage >= files, lineage >= connections { return .lineage }
        return files >= connections ? .files : .connections
    }
}

/// The three largest of a stream of values.
struct TopThree: Sendable, BitwiseCopyable {
    var first: Millibits = 0
    var second: Millibits = 0
    var third: Millibits = 0

    var sum: Millibits { first &+ second &+ third }

    mutating func insert(_ value: Millibits) {
        if value > first {
            (first, second, third) = (value, first, second)
        } else if value > second {
            (second, third) = (value, second)
        } else if value > third {
            third = value
        }
    }
}

/// The window of one container that runs now: its unknown items, and what has been done about them.
struct OpenWindow: Sendable {
    /// Items kept for each family and episode: more do not change a sum of the three largest, and rarely what is left of it.
    static let itemsPerFamily = 8
    static let limit = 128

    /// Number of the window in its container; -1 before the first event.
    var index: Int64 = -1
    private(set) var novelties: ContiguousArray<Novelty> = []
    /// Sessions that the runtime opened in it.
    var sessions: UInt64 = 0
    /// The incident it belongs to, by number; 0: none.
    var incident: UInt32 = 0
    /// It is among the raised ones.
    var isRaised = false
    /// It is held back, under this number; 0: not.
    var held: UInt64 = 0
    /// Unknown items that found no room.
    private(set) var left: UInt32 = 0

    var isEmpty: Bool { novelties.isEmpty && sessions == 0 }

    mutating func begin(_ index: Int64) {
        self.index = index
        novelties.removeAll(keepingCapacity: true)
        sessions = 0
        incident = 0
        isRaised = false
        held = 0
        left = 0
    }

    func contains(_ key: ItemKey, episode: UInt64) -> Bool {
        novelties.contains { $0.episode == episode && $0.key == key }
    }

    mutating func add(_ novelty: Novelty) {
        var sameFamily = 0
        var smallest: Int?
        for index in novelties.indices
        where novelties[index].episode == novelty.episode && novelties[index].key.family == novelty.key.family {
            sameFamily += 1
            if smallest.map({ novelties[index].millibits < novelties[$0].millibits }) ?? true { smallest = index }
        }
        if sameFamily < Self.itemsPerFamily, novelties.count < Self.limit {
            novelties.append(novelty)
            return
        }
        left &+= 1
        guard let smallest, novelties[smallest].millibits < novelty.millibits else { return }
        novelties[smallest] = novelty
    }

    /// S by family of one episode, over the families in `scored`.
    func scores(episode: UInt64, scored: FamilySet) -> FamilyScores {
        var tops = (TopThree(), TopThree(), TopThree())
        for novelty in novelties where novelty.episode == episode && scored.contains(novelty.key.family) {
            switch novelty.key.family {
            case .lineage: tops.0.insert(novelty.millibits)
            case .files: tops.1.insert(novelty.millibits)
            case .connections: tops.2.insert(novelty.millibits)
            case .systemCalls, .rates: break
            }
        }
        return FamilyScores(lineage: tops.0.sum, files: tops.1.sum, connections: tops.2.sum)
    }
}

extension OpenWindow {
    /// Rebuilds a stored window.
    init(index: Int64, novelties: [Novelty], sessions: UInt64, incident: UInt32, isRaised: Bool, held: UInt64) {
        self.index = index
        self.novelties = ContiguousArray(novelties.prefix(Self.limit))
        self.sessions = sessions
        self.incident = incident
        self.isRaised = isRaised
        self.held = held
    }
}

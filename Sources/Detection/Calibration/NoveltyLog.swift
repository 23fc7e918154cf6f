internal import BehaviourModel

/// An unknown item of a past window, worth what it was worth then.
struct LoggedItem: Sendable, BitwiseCopyable {
    var key: ItemKey
    var episode: UInt64
    var millibits: Millibits
}

/// A past window with a score above 0.
struct LoggedWindow: Sendable {
    var minute: Int64
    /// Delivered, or the workload's first start: it is no yardstick.
    var isExcluded: Bool
    var items: ContiguousArray<LoggedItem>
    /// The largest S of an episode, and the largest S_f of each family, over the items that still count.
    var total: Int64 = 0
    var largest = FamilyScores()
}

/// The windows that a score is compared with, scored leave-one-out: an item counts only while it occurs in no other hour.
struct NoveltyLog: Sendable {
    static let limit = 2048

    private(set) var windows: ContiguousArray<LoggedWindow> = []
    /// An item got a second hour, or went into quarantine: sums must be made anew before the next ranking.
    var isStale = false
    /// Windows pushed out by `limit`.
    private(set) var dropped: UInt64 = 0

    mutating func append(_ window: LoggedWindow) {
        guard !window.items.isEmpty || window.isExcluded else { return }
        if windows.count >= Self.limit {
            windows.removeFirst()
            dropped &+= 1
        }
        windows.append(window)
        isStale = true
    }

    mutating func forget(before minute: Int64) {
        guard let first = windows.first, first.minute < minute else { return }
        windows.removeAll { $0.minute < minute }
    }

    /// Sums each window again; `counts` tells whether an item still does.
    mutating func sum(_ counts: (ItemKey) -> Bool) {
        guard isStale else { return }
        isStale = false
        for index in windows.indices { windows[index].sum(counts) }
    }

    /// Windows from `minute` on that scored at least as high in S, or (the fewest of all) in the S_f of one family.
    func asHigh(as scores: FamilyScores, from minute: Int64) -> (count: UInt64, excluded: UInt64, isByFamily: Bool) {
        var all: UInt64 = 0
        var byFamily: (UInt64, UInt64, UInt64) = (0, 0, 0)
        var excluded: UInt64 = 0
        let total = scores.total
        for window in windows where window.minute >= minute {
            if window.isExcluded {
                excluded += 1
                continue
            }
            if window.total >= total { all += 1 }
            if window.largest.lineage >= scores.lineage { byFamily.0 += 1 }
            if window.largest.files >= scores.files { byFamily.1 += 1 }
            if window.largest.connections >= scores.connections { byFamily.2 += 1 }
        }
        var fewest = UInt64.max
        if scores.lineage > 0 { fewest = min(fewest, byFamily.0) }
        if scores.files > 0 { fewest = min(fewest, byFamily.1) }
        if scores.connections > 0 { fewest = min(fewest, byFamily.2) }
        return (min(all, fewest), excluded, fewest < all)
    }

    /// Replaces all items of a family, when its learning ends: each window is scored by what is known then.
    mutating func replace(_ family: Family, by items: [(minute: Int64, isExcluded: Bool, item: LoggedItem)]) {
        for index in windows.indices { windows[index].items.removeAll { $0.key.family == family } }
        for (minute, isExcluded, item) in items {
            if let index = windows.firstIndex(where: { window in
                window.minute == minute && window.items.contains { $0.episode == item.episode }
            }) {
                windows[index].items.append(item)
            } else {
                windows.append(LoggedWindow(minute: minute, isExcluded: isExcluded, items: [item]))
            }
        }
        windows.removeAll { $0.items.isEmpty && !$0.isExcluded }
        windows.sort { $0.minute < $1.minute }
        if windows.count > Self.limit {
            dropped &+= UInt64(windows.count - Self.limit)
            windows.removeFirst(windows.count - Self.limit)
        }
        isStale = true
    }
}

extension LoggedWindow {
    mutating func sum(_ counts: (ItemKey) -> Bool) {
        total = 0
        largest = FamilyScores()
        var done: ContiguousArray<UInt64> = []
        for item in items where !done.contains(item.episode) {
            done.append(item.episode)
            var tops = (TopThree(), TopThree(), TopThree())
            for other in items where other.episode == item.episode && counts(other.key) {
                switch other.key.family {
                case .lineage: tops.0.insert(other.millibits)
                case .files: tops.1.insert(other.millibits)
                case .connections: tops.2.insert(other.millibits)
                case .systemCalls, .rates: break
                }
            }
            let scores = FamilyScores(lineage: tops.0.sum, files: tops.1.sum, connections: tops.2.sum)
            total = max(total, scores.total)
            for family in FamilyScores.families { largest[family] = max(largest[family], scores[family]) }
        }
    }
}

internal import BehaviourModel

/// N of one context in one family: the windows in which the family could be seen there.
///
/// Of the windows watched, less those before the family was covered, less those of containers whose processes audit does
/// not see.
struct SeenWindows: Sendable {
    private let watched: HourlyCounts
    private let blind: HourlyCounts?
    /// The hour in which seeing began.
    let since: Int64

    init(_ watched: HourlyCounts, blind: HourlyCounts?, since: Int64) {
        self.watched = watched
        self.blind = blind
        self.since = since
    }

    var total: UInt64 { Self.difference(watched.count(from: since), blind?.count(from: since) ?? 0) }

    /// The sum over the hours before `hour`.
    func count(before hour: Int64) -> UInt64 {
        guard hour > since else { return 0 }
        return Self.difference(part(of: watched, before: hour), blind.map { part(of: $0, before: hour) } ?? 0)
    }

    private func part(of counts: HourlyCounts, before hour: Int64) -> UInt64 {
        Self.difference(counts.count(before: hour), counts.count(before: since))
    }

    /// Folded hours are known as sums: parts of them are estimates, and the smaller may come out larger.
    private static func difference(_ whole: UInt64, _ part: UInt64) -> UInt64 { whole - min(whole, part) }
}

extension WorkloadModel {
    /// N of a context in a family.
    func seenWindows(_ family: Family, _ context: ContextKind, executable: TextID) -> SeenWindows {
        let blind: HourlyCounts? =
            switch context {
            case .executable where family.isToldByAudit: blindContexts.windows(executable)
            case .container where family.isToldByAudit: blindMinutes
            // Who is partly visible was not watched from its start; sessions are opened by processes of the runtime.
            case .executable, .container, .startup, .run, .session: nil
            }
        return SeenWindows(
            windows(of: context, executable: executable), blind: blind,
            since: families[Int(family.rawValue)].coveredFrom)
    }
}

extension Family {
    /// Seen by audit alone, which does not see processes older than itself.
    fileprivate var isToldByAudit: Bool {
        switch self {
        case .files, .connections, .systemCalls, .rates: true
        case .lineage: false
        }
    }
}

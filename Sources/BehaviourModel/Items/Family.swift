/// The kinds of behaviour that are learned apart: each has counts, a learning state and a rate of novelty of its own.
package enum Family: UInt8, Sendable, BitwiseCopyable, CaseIterable, Comparable {
    case lineage = 0
    case files
    case connections
    case systemCalls
    case rates

    /// The word used in alerts, baselines and on the command line.
    package var name: String {
        switch self {
        case .lineage: "lineage"
        case .files: "files"
        case .connections: "connections"
        case .systemCalls: "system_calls"
        case .rates: "rates"
        }
    }

    package init?(name: String) {
        guard let family = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = family
    }

    package static func < (left: Family, right: Family) -> Bool { left.rawValue < right.rawValue }
}

/// Which families something speaks of: what a sensor covers, what a baseline knows.
package struct FamilySet: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package init(_ family: Family) { rawValue = 1 << family.rawValue }

    package static let lineage = FamilySet(.lineage)
    package static let files = FamilySet(.files)
    package static let connections = FamilySet(.connections)
    /// What sensors of this version can see at best.
    package static let sensed: FamilySet = [.lineage, .files, .connections]

    package func contains(_ family: Family) -> Bool { contains(FamilySet(family)) }

    /// Carried by an observation of kind `coverageChanged`: unknown bits are dropped.
    package init(_ observation: Observation) {
        self = FamilySet(rawValue: UInt8(truncatingIfNeeded: observation.code)).intersection(.sensed)
    }

    /// The families in the order of their numbers.
    package var families: [Family] { Family.allCases.filter { contains($0) } }
}

internal import Glibc

/// A line of the table, and the same as JSON.
enum Report {
    static let heading =
        pad("workload", 26) + Figures.periods.map { pad($0 + " (at most)", 24) }.joined() + pad("shell (at least)", 18)
        + pad("file (at least)", 18)

    static func table(_ kind: WorldKind, _ criteria: [Criterion], seconds: Double) -> String {
        let cells = criteria.map { criterion in
            let text = "\(decimal(criterion.measured)) (\(decimal(criterion.bound)))\(criterion.holds ? "" : " FAILS")"
            return pad(text, criterion.isCeiling ? 24 : 18)
        }
        let verdict = criteria.allSatisfy(\.holds) ? "pass" : "FAIL"
        return pad("\(kind.rawValue) \(kind.name)", 26) + cells.joined() + "\(verdict)  \(decimal(seconds)) s"
    }

    static func json(_ kind: WorldKind, _ criteria: [Criterion], seeds: Int) -> String {
        let parts = criteria.map { criterion in
            let side = criterion.isCeiling ? "at_most" : "at_least"
            return "{\"name\":\"\(criterion.name)\",\"measured\":\(decimal(criterion.measured)),"
                + "\"\(side)\":\(decimal(criterion.bound)),\"holds\":\(criterion.holds)}"
        }
        return "{\"check\":\"novelty\",\"workload\":\"\(kind.rawValue)\",\"name\":\"\(kind.name)\",\"seeds\":\(seeds),"
            + "\"holds\":\(criteria.allSatisfy(\.holds)),\"criteria\":[\(parts.joined(separator: ","))]}"
    }

    static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }
}

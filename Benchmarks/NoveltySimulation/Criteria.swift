internal import Glibc

/// What was measured on one workload, and the figures it is compared with.
struct Figures: Sendable {
    /// False incidents in week 1, in week 2, and a week in weeks 4 to 12.
    var incidents: [Double]
    var shell: Double
    var file: Double

    static let periods = ["week 1", "week 2", "weeks 4-12"]
}

extension WorldKind {
    /// What the prototype of the model did with the same workloads.
    var figures: Figures {
        switch self {
        case .quietService: Figures(incidents: [1.4, 0.9, 0.3], shell: 1.00, file: 0.98)
        case .twentyReplicas: Figures(incidents: [2.7, 1.0, 0.5], shell: 0.97, file: 0.83)
        case .scheduledJobs: Figures(incidents: [2.5, 0.7, 0.4], shell: 0.95, file: 0.88)
        case .tenRestartsADay: Figures(incidents: [1.8, 1.5, 0.7], shell: 0.99, file: 0.90)
        }
    }
}

/// One measured mean against its bound.
struct Criterion: Sendable {
    var name: String
    var measured: Double
    var bound: Double
    /// The bound is the most that is allowed; else the least.
    var isCeiling: Bool

    var holds: Bool { isCeiling ? measured <= bound : measured >= bound }

    /// False incidents <= 1.2 x the figure + 2 standard errors; detection >= the figure - 0.1.
    static func all(_ kind: WorldKind, _ results: [SimulatedResult]) -> [Criterion] {
        let figures = kind.figures
        var criteria: [Criterion] = []
        for (place, name) in Figures.periods.enumerated() {
            let sample = Sample(results.map { $0.incidents[place] })
            let bound = 1.2 * figures.incidents[place] + 2 * sample.standardError
            criteria.append(Criterion(name: name, measured: sample.mean, bound: bound, isCeiling: true))
        }
        for (name, figure, shares) in [
            ("shell", figures.shell, results.map(\.shell)), ("file", figures.file, results.map(\.file)),
        ] {
            criteria.append(
                Criterion(name: name, measured: Sample(shares).mean, bound: figure - 0.1, isCeiling: false))
        }
        return criteria
    }
}

struct Sample {
    let mean: Double
    let standardError: Double

    init(_ values: [Double]) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardError = values.count > 1 ? sqrt(squares / (count - 1) / count) : 0
    }
}

internal import BehaviourModel
internal import Sensing
internal import WireProtocol

/// How the sensors fare, as the control socket tells it.
struct SensorFacts: Sendable {
    var isReading = false
    /// Why nothing is read any more; nil while all is well.
    var failure: String?
    var all: [SensorFact] = []
    /// What they see together.
    var coverage = FamilySet.sensed

    var sensors: [SensorStatus] {
        all.map { fact in
            SensorStatus(
                name: fact.name.name, state: fact.state.answer, detail: EscapedText.string(fact.detail),
                events: Int64(clamping: fact.events))
        }
    }

    var findings: [DoctorFinding] {
        sensorFindings + [coverageFinding]
    }

    private var coverageFinding: DoctorFinding {
        let unseen = FamilySet.sensed.subtracting(coverage).names
        let seen = coverage.names
        guard !unseen.isEmpty else { return DoctorFinding(check: "families", state: .ok, found: "\(seen) are seen") }
        return DoctorFinding(
            check: "families", state: .warning,
            found: "\(unseen) are not seen, and not learned; seen: \(seen.isEmpty ? "none" : seen)",
            remedy: "see the sensors above")
    }

    private var sensorFindings: [DoctorFinding] {
        all.map { fact in
            let state: DoctorFinding.State =
                switch fact.state {
                case .working, .off: .ok
                case .limited, .refused: .warning
                case .failed: .problem
                }
            return DoctorFinding(
                check: "sensor \(fact.name.name)", state: state, found: EscapedText.string(fact.detail),
                remedy: fact.remedy)
        }
    }
}

extension FamilySet {
    /// In words, by commas.
    var names: String { families.map(\.name).joined(separator: ", ") }
}

extension SensorFact.State {
    var answer: SensorStatus.State {
        switch self {
        case .working, .limited: .working
        case .refused: .refused
        case .failed: .failed
        case .off: .off
        }
    }
}

internal import Attribution
internal import BehaviourModel
internal import Detection
internal import WireProtocol

/// What is said of containers whose processes audit does not see, and what helps.
enum VisibilityWords {
    static let older = "connections and files unseen: older than audit, as far as is known; \(remedy)"
    static let withoutAudit = "connections and files unseen: audit did not work when it started; \(remedy)"
    static let nobody = "connections and files unseen: no sensor sees them at present; yagura doctor says why"
    static let family = "each of its containers is older than audit; restart one, or boot with audit=1"
    private static let remedy = "restart it, or boot with audit=1"
}

extension PipelineState {
    /// Why a container is seen in part, and what helps; nil when it is seen whole.
    func visibilityReason(_ key: ContainerKey, _ container: ContainerDescription) -> String? {
        guard seesConnections else { return VisibilityWords.nobody }
        guard core.detector.isPartlyVisible(key) ?? container.isPartlyVisible else { return nil }
        return container.isPartlyVisible ? VisibilityWords.older : VisibilityWords.withoutAudit
    }

    var seesConnections: Bool { core.detector.coverage.contains(.connections) }

    /// The containers that are seen in part.
    var partlyVisible: [ContainerDescription] {
        core.view.liveContainers.filter { visibilityReason($0.key, $0.description) != nil }.map(\.description)
    }
}

extension ControlDesk {
    /// Containers named in one sentence; the others are counted.
    private static let namedContainers = 5

    func visibilityFinding() throws(ControlProblem) -> DoctorFinding {
        let (partly, all, seesConnections) = try ask {
            ($0.partlyVisible, $0.core.view.liveContainers.count, $0.seesConnections)
        }
        // The sensor that is missing has a finding of its own.
        guard seesConnections else {
            return DoctorFinding(
                check: "visibility", state: .ok, found: "\(all) containers, connections and files of none are seen")
        }
        guard !partly.isEmpty else {
            return DoctorFinding(check: "visibility", state: .ok, found: "\(all) containers, none older than audit")
        }
        return DoctorFinding(
            check: "visibility", state: .warning,
            found: "\(partly.count) of \(all) containers are older than audit, their connections and files are not "
                + "seen: \(Self.names(partly.map(\.name)))",
            remedy: "restart them, or boot with audit=1: the kernel watches a process from its birth or never")
    }

    /// Why waiting for these workloads to be learned is in vain; nil while it is not.
    func hopeless(_ chosen: [WorkloadStatus], isComplete: Bool) throws(ControlProblem) -> ControlProblem? {
        let stuck = chosen.filter { !$0.unseen(isComplete: isComplete).isEmpty }
        guard let first = stuck.first else { return nil }
        let keys = Set(stuck.flatMap(\.blindContainers))
        let blind = try ask { state in
            state.core.view.liveContainers.filter { keys.contains($0.key) }.map(\.description.name)
        }
        let families = first.unseen(isComplete: isComplete).map(\.name).joined(separator: ", ")
        let others = stuck.count == 1 ? "" : " and \(stuck.count - 1) more workloads"
        return ControlProblem(
            .impossible,
            "\(first.identity)\(others): \(families) cannot be learned, for each running container is older than audit: "
                + "\(Self.names(blind)); restart them, or boot with audit=1 (yagura learning complete declares it learned)"
        )
    }

    private static func names(_ names: [String]) -> String {
        let named = names.sorted().prefix(namedContainers).joined(separator: ", ")
        return names.count <= namedContainers ? named : "\(named) and \(names.count - namedContainers) more"
    }
}

extension WorkloadStatus {
    /// Families that are waited for and seen in none of its containers: not learned yet, or not complete.
    fileprivate func unseen(isComplete: Bool) -> [Family] {
        guard isComplete else { return unlearnable }
        return families.filter { $0.isUnseen && $0.learning.state != .known(.complete) }.map(\.family)
    }
}

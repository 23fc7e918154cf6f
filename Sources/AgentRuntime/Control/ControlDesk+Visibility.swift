internal import Attribution
internal import BehaviourModel
internal import Detection
internal import WireProtocol

/// What is said of containers whose processes audit does not see.
enum VisibilityWords {
    static let remedy = "restart it, or boot with audit=1"
    static let older = "connections and files unseen: older than audit, as far as is known"
    static let withoutAudit = "connections and files unseen: audit did not work when it started"
    static let family = "each of its containers is older than audit; restart one, or boot with audit=1"
}

extension PipelineState {
    /// Why a container is seen in part; nil when it is seen whole, or nothing but programs is seen anyway.
    func visibilityReason(_ key: ContainerKey, _ container: ContainerDescription) -> String? {
        guard core.detector.coverage.contains(.connections) else {
            return container.isPartlyVisible ? VisibilityWords.older : nil
        }
        guard core.detector.isPartlyVisible(key) ?? container.isPartlyVisible else { return nil }
        return container.isPartlyVisible ? VisibilityWords.older : VisibilityWords.withoutAudit
    }

    /// The containers that are seen in part.
    var partlyVisible: [ContainerDescription] {
        core.view.liveContainers.filter { visibilityReason($0.key, $0.description) != nil }.map(\.description)
    }
}

extension ControlDesk {
    /// Containers named in one sentence; the others are counted.
    private static let namedContainers = 5

    func visibilityFinding() throws(ControlProblem) -> DoctorFinding {
        let (partly, all) = try ask { ($0.partlyVisible, $0.core.view.liveContainers.count) }
        guard !partly.isEmpty else {
            return DoctorFinding(check: "visibility", state: .ok, found: "\(all) containers, all seen whole")
        }
        return DoctorFinding(
            check: "visibility", state: .warning,
            found: "\(partly.count) of \(all) containers are older than audit, their connections and files are not "
                + "seen: \(Self.names(partly.map(\.name)))",
            remedy: "restart them, or boot with audit=1: the kernel watches a process from its birth or never")
    }

    /// Why waiting for these workloads to be learned is in vain; nil while it is not.
    func hopeless(_ chosen: [WorkloadStatus], isComplete: Bool) throws(ControlProblem) -> ControlProblem? {
        let stuck = chosen.filter { !$0.unlearnable.isEmpty || (isComplete && $0.isUnseenBeforeComplete) }
        guard let first = stuck.first else { return nil }
        let keys = Set(stuck.flatMap(\.blindContainers))
        let blind = try ask { state in
            state.core.view.liveContainers.filter { keys.contains($0.key) }.map(\.description.name)
        }
        let families = first.families.filter(\.isUnseen).map(\.family.name).joined(separator: ", ")
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
    /// A family that is not complete yet, and seen in none of its containers.
    fileprivate var isUnseenBeforeComplete: Bool {
        families.contains { $0.isUnseen && $0.learning.state != .known(.complete) }
    }
}

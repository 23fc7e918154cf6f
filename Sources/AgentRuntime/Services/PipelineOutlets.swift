internal import AgentStore
internal import BehaviourModel
internal import Detection
internal import LinuxKernel
internal import Synchronization

/// Where the pipeline's thread puts what it makes: the store's thread, the responder's, and the batches back.
final class PipelineOutlets: Sendable {
    let batches: BatchExchange
    private let storing: StoreService
    private let responding: Mailbox<ResponderMessage>
    private let lastSave = Atomic<UInt64>(0)
    /// The state of detection is written this often.
    private static let savePeriod: UInt64 = 30_000_000_000
    private let stateName: String

    init(
        batches: BatchExchange, storing: StoreService, responding: Mailbox<ResponderMessage>, stateName: String
    ) {
        self.stateName = stateName
        self.batches = batches
        self.storing = storing
        self.responding = responding
        lastSave.store(KernelClock.bootNanoseconds, ordering: .relaxed)
    }

    func store(_ alerts: [Alert]) { storing.append(alerts) }

    func carryOut(_ plan: ResponsePlan) { responding.post(.carryOut(plan)) }

    /// What became of a lease, for the journal.
    func journal(_ record: ResponseRecord, wallOffset: Int64, bootID: String) {
        guard let lease = record.leaseID else { return }
        let wall = Int64(clamping: record.bootNanoseconds) &+ wallOffset
        switch record.event {
        case .applied:
            storing.mailbox.post(
                .openLease(
                    LeaseEntry(
                        id: lease, action: record.action.rawValue, container: record.target.containerID,
                        workload: record.target.workload.description, owner: record.owner.text, reason: record.reason,
                        alertID: record.alertID, bootID: bootID, openedUnixNanoseconds: wall,
                        openedBootNanoseconds: record.bootNanoseconds,
                        expiresBootNanoseconds: record.expiresBootNanoseconds)))
        case .ended(let end):
            storing.mailbox.post(.endLease(lease, LeaseEntry.End(unixNanoseconds: wall, outcome: end.rawValue)))
        case .failed, .rehearsed, .heldBack: break
        }
    }

    /// It is time to save.
    var isSaveDue: Bool { KernelClock.bootNanoseconds &- lastSave.load(ordering: .relaxed) >= Self.savePeriod }

    /// Hands the whole state of detection to the store.
    func save(_ state: inout PipelineState) {
        lastSave.store(KernelClock.bootNanoseconds, ordering: .relaxed)
        let body = CanonicalJSON.bytes([
            "boot_id": .string(state.builder.bootID), "detector": state.core.detector.state,
        ])
        let segments = state.core.detector.takeSegments().map(Self.stored)
        storing.mailbox.post(.save(StoredState(name: stateName, format: 1, body: body), segments))
    }
}

extension PipelineOutlets {
    private static func stored(_ segment: BaselineSegment) -> StoredSegment {
        let identity = segment.identity
        let key = SegmentKey(
            source: identity.agent, epoch: identity.epoch, workload: identity.workload, version: "", day: identity.day)
        return StoredSegment(key: key, format: Int64(segment.vocabulary), body: CanonicalJSON.bytes(segment.json))
    }
}

extension ResponseOwner {
    /// For the journal and for lists.
    var text: String {
        switch self {
        case .policy(let name): "policy \(name)"
        case .operatorUser(let name): "operator \(name)"
        }
    }
}

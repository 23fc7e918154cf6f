package import Attribution
package import BehaviourModel
package import Detection
package import ResponsePlanning

/// A finding with what `HostView` knew of its process and container at that moment.
package struct AttributedFinding: Sendable {
    package let finding: Finding
    package let container: ContainerDescription?
    package let process: ProcessView?

    /// A response may follow: not to what a timer says of a tripwire.
    var isAnswerable: Bool { finding.kind != .tripwire || finding.process != nil }
}

/// A look at the live host, before an observation is applied; a replay has none.
package protocol HostLook: ~Copyable {
    /// May amend the observation at an index.
    mutating func enrich(_ batch: inout ObservationBatch, _ index: Int, _ view: borrowing HostView)
    /// Hears of containers that start, become better known and end.
    mutating func follow(_ change: HostView.Change, _ view: borrowing HostView, wallOffset: Int64)
    /// All observations up to this moment were applied.
    mutating func endBatch(at bootNanoseconds: UInt64)
}

extension HostLook where Self: ~Copyable {
    package mutating func endBatch(at bootNanoseconds: UInt64) {}
}

/// Observation → event → finding: the pure way through, the same live and in a replay.
///
/// The order within a batch is the order of its observations; losses come first, for they belong to the time before.
package struct PipelineCore: Sendable {
    package private(set) var view: HostView
    package var detector: Detector
    /// What is delivered of whom. A replay delivers everything.
    package var modes = ModeLadder(host: .alert)
    package private(set) var observations: UInt64 = 0
    private var findings: [Finding] = []
    private var textGeneration: UInt64 = 0
    /// Ended containers are kept this long: audit still speaks of their processes.
    static let grace: UInt64 = 2_000_000_000
    private var leaving: [(key: ContainerKey, bootNanoseconds: UInt64)] = []

    /// Processes of containers that found no place in the last batch: what they do is seen by nobody.
    package private(set) var refused: Loss?

    /// The moment up to which batches were taken.
    package private(set) var now = Instant(bootNanoseconds: 0, wallNanoseconds: 0)

    package init(view: HostView, detector: Detector) {
        self.view = view
        self.detector = detector
        textGeneration = view.textGeneration
    }

    /// Takes a batch in.
    ///
    /// Findings are appended to `found`.
    package mutating func take(
        _ batch: inout ObservationBatch, host: inout some HostLook & ~Copyable, found: inout [AttributedFinding]
    ) {
        view.wallOffsetNanoseconds = batch.wallOffsetNanoseconds
        view.seenBootNanoseconds = batch.untilBootNanoseconds
        for loss in batch.losses { note(loss, batch) }
        flush(&found)
        let refusedBefore = view.refusedProcesses
        for index in batch.observations.indices {
            host.enrich(&batch, index, view)
            let observation = batch.observations[index]
            let change = view.apply(observation, in: batch)
            observations &+= 1
            if case .none = change {
            } else {
                follow(change, observation, batch)
                host.follow(change, view, wallOffset: batch.wallOffsetNanoseconds)
            }
            if observation.kind == .coverageChanged {
                let now = instant(observation.bootNanoseconds, batch)
                detector.cover(FamilySet(observation), at: now, into: &findings)
            }
            for change in view.executableChanges { follow(change, observation, batch) }
            for event in view.events { detector.handle(event, texts: view.texts, into: &findings) }
            if !findings.isEmpty { flush(&found) }
        }
        noteRefused(view.refusedProcesses &- refusedBefore, batch)
        now = instant(batch.untilBootNanoseconds, batch)
        detector.advance(to: now, into: &findings)
        flush(&found)
        forget(before: batch.untilBootNanoseconds)
        host.endBatch(at: batch.untilBootNanoseconds)
    }

    /// After the first snapshot: containers that detection remembers and that were not found again have ended.
    package mutating func dropUnfound() {
        detector.dropUnbound(at: now, into: &findings)
        findings.removeAll(keepingCapacity: true)
    }

    /// Applies what an operator changed; false when its subject is not there.
    package mutating func apply(
        _ mutation: ControlMutation, at instant: Instant, found: inout [AttributedFinding]
    ) -> Bool {
        let isDone = detector.apply(mutation, at: instant, into: &findings)
        flush(&found)
        return isDone
    }

    private func instant(_ bootNanoseconds: UInt64, _ batch: borrowing ObservationBatch) -> Instant {
        Instant(
            bootNanoseconds: bootNanoseconds,
            wallNanoseconds: Int64(clamping: bootNanoseconds) &+ batch.wallOffsetNanoseconds)
    }

    private mutating func note(_ loss: Loss, _ batch: borrowing ObservationBatch) {
        let container = view.containerKey(ofCgroup: loss.cgroup)
        detector.lost(
            loss.events, in: loss.cgroup == 0 ? nil : container, since: instant(loss.sinceBootNanoseconds, batch),
            at: instant(max(loss.untilBootNanoseconds, loss.sinceBootNanoseconds), batch), into: &findings)
    }

    private mutating func noteRefused(_ count: UInt64, _ batch: borrowing ObservationBatch) {
        refused = nil
        guard count > 0 else { return }
        let moment = batch.untilBootNanoseconds
        let loss = Loss(source: .table, events: count, sinceBootNanoseconds: moment, untilBootNanoseconds: moment)
        note(loss, batch)
        refused = loss
    }

    private mutating func follow(
        _ change: HostView.Change, _ observation: Observation, _ batch: borrowing ObservationBatch
    ) {
        let now = instant(observation.bootNanoseconds, batch)
        switch change {
        case .none: break
        case .containerStarted(let key):
            guard let description = view.container(key)?.description else { return }
            guard !description.isCanary else { return detector.canaryStarted(key, id: description.id) }
            detector.containerStarted(
                key, id: description.id, workload: description.workload, version: description.version,
                started: instant(description.startBootNanoseconds, batch),
                isPartlyVisible: description.isPartlyVisible, at: now, into: &findings)
        case .containerAmended(let key):
            // Of visibility it tells nothing: detection remembers it of agents that saw the container start.
            guard let description = view.container(key)?.description else { return }
            detector.containerAmended(
                key, workload: description.workload, version: description.version, at: now, into: &findings)
        case .containerEnded(let key): leaving.append((key, observation.bootNanoseconds))
        }
    }

    private mutating func follow(
        _ change: ExecutableChange, _ observation: Observation, _ batch: borrowing ObservationBatch
    ) {
        if view.textGeneration != textGeneration {
            detector.forgetTranslation()
            textGeneration = view.textGeneration
        }
        let now = instant(observation.bootNanoseconds, batch)
        if change.hasBegun {
            detector.executableBegan(
                change.executable, in: change.container, texts: view.texts, at: now, into: &findings)
        } else {
            detector.executableEnded(
                change.executable, in: change.container, texts: view.texts, at: now, into: &findings)
        }
    }

    private mutating func flush(_ found: inout [AttributedFinding]) {
        guard !findings.isEmpty else { return }
        for finding in findings {
            let container = view.container(finding.container)?.description
            // At once: the next event may touch the same tripwire.
            if (container.map { modes.mode(for: $0) } ?? modes.host) > .observe { detector.delivered(finding) }
            found.append(
                AttributedFinding(
                    finding: finding, container: container,
                    process: finding.isTold ? finding.process.flatMap { view.process($0.pid) } : nil))
        }
        findings.removeAll(keepingCapacity: true)
    }

    private mutating func forget(before bootNanoseconds: UInt64) {
        guard bootNanoseconds > Self.grace else { return }
        let limit = bootNanoseconds - Self.grace
        while let first = leaving.first, first.bootNanoseconds < limit {
            leaving.removeFirst()
            let wall = Int64(clamping: first.bootNanoseconds) &+ view.wallOffsetNanoseconds
            detector.containerEnded(
                first.key, at: Instant(bootNanoseconds: first.bootNanoseconds, wallNanoseconds: wall), into: &findings)
            view.removeContainer(first.key)
        }
        view.forget(before: limit)
        if view.textGeneration != textGeneration {
            detector.forgetTranslation()
            textGeneration = view.textGeneration
        }
    }
}

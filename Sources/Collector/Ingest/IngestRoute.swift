internal import BehaviourModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import WireProtocol

/// `POST /api/v1/ingest`: stores what a relay brings, and answers when it is on the disk.
struct IngestRoute: Sendable {
    let queue: IngestQueue
    let pace: AgentPace
    let share: AgentShare
    let store: any WatchStore
    let body: IngestBody
    let reader: BodyReader
    let counters: CollectorCounters
    private let log = BoundedLog()
    /// Of their own: refusals must not hide them.
    private let findings = BoundedLog()

    init(
        queue: IngestQueue, pace: AgentPace, share: AgentShare, store: any WatchStore, body: IngestBody,
        reader: BodyReader, counters: CollectorCounters
    ) {
        self.queue = queue
        self.pace = pace
        self.share = share
        self.store = store
        self.body = body
        self.reader = reader
        self.counters = counters
    }

    func add(to router: some RouterMethods<CollectorContext>) {
        router.post("ingest") { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: CollectorContext) async throws -> Response {
        guard let peer = context.peer else { throw Problem.signInFirst }
        if case .wait(let seconds) = pace.enter(peer.agent) {
            counters.limited.add()
            throw Problem(
                .tooManyRequests, "rate", "Too much at once", detail: "Agent \(peer.agent) sends more than it may.",
                retryAfter: seconds)
        }
        if let seconds = share.wait(peer.agent) {
            pace.leave(peer.agent, AgentPace.Cost())
            counters.limited.add()
            throw Problem(
                .tooManyRequests, "share", "The agent has sent its share of a day",
                detail: "Agent \(peer.agent) is over limits.daily; what it has goes on slowly.", retryAfter: seconds)
        }
        var cost = AgentPace.Cost()
        defer { pace.leave(peer.agent, cost) }
        let batch = try await batch(request, context, peer, &cost)
        try await checkEpoch(batch)
        let outcome: BatchOutcome
        do throws(StoreFailure) { outcome = try await queue.store(batch) } catch {
            counters.noteWrite(failed: true)
            throw error
        }
        counters.noteWrite(failed: false)
        // Duplicates count too: a line that contradicts a stored one is kept.
        share.take(
            batch.agent, lines: batch.lines.count,
            bytes: batch.lines.reduce(outcome.facetBytes) { $0 &+ $1.bytes.count &+ $1.projection.indexedBytes },
            findings: outcome.findings.count)
        count(outcome, context)
        return .json([
            "accepted": .integer(Int64(outcome.accepted)), "duplicate": .integer(Int64(outcome.duplicate)),
            "through": ["epoch": .string(batch.epoch), "sequence": .integer(outcome.through)],
        ])
    }

    private func checkEpoch(_ batch: ReceivedBatch) async throws {
        guard !share.isKnown(batch.epoch, of: batch.agent) else { return }
        let isStored = try await store.knows(epoch: batch.epoch, of: batch.agent)
        let wait = share.waitForEpoch(batch.epoch, of: batch.agent, isStored: isStored)
        guard let wait else { return }
        counters.limited.add()
        throw Problem(
            .tooManyRequests, "epochs", "Too many new epochs", detail: "Agent \(batch.agent) is over limits.epochs.",
            retryAfter: wait)
    }

    private func batch(
        _ request: Request, _ context: CollectorContext, _ peer: PeerCertificate, _ cost: inout AgentPace.Cost
    ) async throws -> ReceivedBatch {
        guard request.headers[.contentType].map(Self.isLines) == true else {
            throw Problem(
                .unsupportedMediaType, "media-type", "Lines are expected", detail: "Content-Type: application/x-ndjson")
        }
        let coding = request.headers[.contentEncoding] ?? "identity"
        guard ["gzip", "identity"].contains(coding) else {
            throw Problem(.unsupportedMediaType, "encoding", "Only gzip is unpacked", detail: "Content-Encoding: gzip")
        }
        let bytes = try await reader.read(request, context)
        cost.add(bytes)
        do throws(IngestRefusal) {
            guard coding == "gzip" else { return try read(bytes, peer) }
            let unpacked = try body.unpack(bytes)
            cost.add(unpacked)
            return try read(unpacked, peer)
        } catch {
            throw problem(error, context, peer)
        }
    }

    private func read(_ bytes: [UInt8], _ peer: PeerCertificate) throws(IngestRefusal) -> ReceivedBatch {
        try body.read(bytes, agent: peer.agent, serial: peer.serial, received: WallClock.now)
    }

    private static func isLines(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }
        return name == "application/x-ndjson"
    }

    private func problem(_ refusal: IngestRefusal, _ context: CollectorContext, _ peer: PeerCertificate) -> Problem {
        log.warn(context.logger, "lines of agent \(peer.agent) refused: \(EscapedText.string("\(refusal)"))")
        switch refusal {
        case .line(let number, let reason):
            counters.refusedLines.add()
            return Problem(
                .unprocessableContent, "refused-line", "A line can never be stored",
                detail: "Line \(number): \(reason)",
                members: ["line": .integer(Int64(number)), "reason": .string(reason)])
        case .foreignAgent(let number, let found):
            counters.refusedCertificates.add()
            return Problem(
                .forbidden, "foreign-agent", "The certificate is another agent's",
                detail: "Line \(number) is of agent \(EscapedText.string(found)), the certificate of \(peer.agent).",
                members: ["line": .integer(Int64(number))])
        case .mixedEpochs(let number):
            return .badRequest("Line \(number) is of another epoch than line 1; send each epoch by itself.")
        case .tooManyLines(let limit):
            return Problem(.contentTooLarge, "too-many-lines", "Too many lines", detail: "At most \(limit) at once.")
        case .tooLarge(let limit): return .tooLarge(limit)
        case .notGzip: return .badRequest("The body is not gzip, or damaged.")
        case .empty: return .badRequest("The body has no line.")
        }
    }

    private func count(_ outcome: BatchOutcome, _ context: CollectorContext) {
        counters.accepted.add(outcome.accepted)
        counters.duplicate.add(outcome.duplicate)
        counters.findings.add(outcome.findings.count)
        // Each stands in the collector's own chain; the log is told of them, it does not keep them.
        for finding in outcome.findings { findings.warn(context.logger, EscapedText.string(finding.sentence)) }
    }
}

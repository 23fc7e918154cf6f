internal import BehaviourModel
internal import NIOCore
internal import WireProtocol

/// Carries lines from the agent to the collector, batch after batch, and back what was acknowledged.
///
/// A batch is on its way while the next is fetched: never more than these two are held. What is acknowledged to the agent
/// is what the collector has said it has stored.
struct Courier: Sendable {
    let client: CollectorClient
    let section: CollectorSection
    let figures: RelayFigures
    let certificate: CertificateWatch
    let stop: StopSignal
    /// A quarter of what the agent would give at once: two batches, and what is made of them on their way, are most of what
    /// the relay holds, and it is meant to hold little.
    private static let batchBytes = StreamReadArguments.byteLimit / 4

    /// Delivers all there is, then waits for `news`; returns when it is time to stop.
    func run(_ link: inout AgentLink, news: AsyncStream<Void>) async throws {
        var news = news.makeAsyncIterator()
        while !stop.isStopping {
            try await deliverAll(&link)
            figures.change { $0.batchesHeld = 0 }
            guard !stop.isStopping, await news.next() != nil else { return }
        }
    }

    private func deliverAll(_ link: inout AgentLink) async throws {
        try await link.send(.read(StreamReadArguments(bytes: Self.batchBytes)))
        var next = try await link.batch()
        while let batch = next, !stop.isStopping {
            figures.change { $0.batchesHeld = 2 }
            // Its answer waits in the connection until this batch is delivered.
            try await link.send(.read(StreamReadArguments(after: batch.end, bytes: Self.batchBytes)))
            let steps = try await deliver(batch)
            next = try await link.batch()
            for step in steps.acknowledgements { try await link.acknowledge(step) }
            figures.change { $0.lastDelivery = RelayClock.unixSeconds }
            guard steps.isWhole else { return }
        }
    }

    /// What was done with a batch.
    private struct Delivered {
        var acknowledgements: [StreamAcknowledgement] = []
        /// False when it was left because it is time to stop.
        var isWhole = true
    }

    private enum Step {
        case send(Range<Int>)
        case refuse(Int, reason: String)
    }

    private func deliver(_ batch: LineBatch) async throws -> Delivered {
        if let problem = foreignName(batch) {
            return Delivered(acknowledgements: refusals(of: batch, problem))
        }
        var delivered = Delivered()
        var refused: [StreamAcknowledgement.Refusal] = []
        var place: StreamPosition?
        // The last step is the next one.
        var steps: [Step] = [.send(0..<batch.count)]
        while let step = steps.popLast() {
            switch step {
            case .refuse(let index, let reason):
                note(refused: index, of: batch, reason, &refused)
                place = batch.place(after: index)
            case .send(let range):
                guard let reply = try await send(batch, range) else {
                    delivered.isWhole = false
                    steps.removeAll()
                    continue
                }
                switch reply {
                case .stored:
                    figures.change { $0.linesDelivered &+= UInt64(range.count) }
                    place = batch.place(after: range.upperBound - 1)
                case .refusedLine(let offset, let reason) where offset < range.count:
                    let index = range.lowerBound + offset
                    if index + 1 < range.upperBound { steps.append(.send((index + 1)..<range.upperBound)) }
                    steps.append(.refuse(index, reason: reason))
                    if offset > 0 { steps.append(.send(range.lowerBound..<index)) }
                default:
                    // Too large, or a line of it is refused and none is named: half of it; one that comes so alone is refused.
                    guard range.count > 1 else {
                        let reason =
                            reply == .unreadRefusal ? "refused at too great length" : "larger than the collector takes"
                        steps.append(.refuse(range.lowerBound, reason: reason))
                        continue
                    }
                    let middle = range.lowerBound + range.count / 2
                    steps.append(.send(middle..<range.upperBound))
                    steps.append(.send(range.lowerBound..<middle))
                }
            }
            if refused.count == StreamAcknowledgement.refusalLimit, let reached = place {
                delivered.acknowledgements.append(StreamAcknowledgement(through: reached, refused: refused))
                refused = []
            }
        }
        if let place, delivered.acknowledgements.last?.through != place {
            delivered.acknowledgements.append(StreamAcknowledgement(through: place, refused: refused))
        }
        return delivered
    }

    /// Sends some lines until the collector decides about them; nil when it is time to stop before.
    private func send(_ batch: LineBatch, _ range: Range<Int>) async throws -> CollectorReply? {
        let lines = batch.lines(range)
        let (body, isCompressed) = GzipBody.compress(lines)
        let content = CollectorClient.Content(
            path: "/api/v1/ingest", type: "application/x-ndjson", body: body, isCompressed: isCompressed,
            lines: range.count)
        var backoff = Backoff(first: section.firstPause, longest: section.longestPause)
        let place = batch.place(after: range.upperBound - 1)
        while true {
            figures.change { $0.batches &+= 1 }
            let reply = await client.post(content)
            var asked: Duration?
            switch reply {
            case .stored(let through):
                // Lines that came again count up to the end of what is stored, which may be further.
                if through.epoch == place.epoch, through.sequence >= place.sequence { return reply }
                RelayLog.error(
                    "collector: it says it has stored up to \(through.sequence), not \(place.sequence), of this epoch; sent again"
                )
            case .tooLarge, .refusedLine, .unreadRefusal: return reply
            case .taken, .rejected: break
            case .later(let after, _): asked = after
            }
            if stop.isStopping { return nil }
            try Task.checkCancellation()
            let pause = backoff.next(asked: asked)
            figures.change { figures in
                figures.retries &+= 1
                figures.pauseSeconds = Double(DurationText.nanoseconds(in: pause)) / 1e9
            }
            let isTime = await stop.pause(pause)
            figures.change { $0.pauseSeconds = 0 }
            guard isTime else {
                try Task.checkCancellation()
                return nil
            }
        }
    }

    private func note(
        refused index: Int, of batch: LineBatch, _ reason: String, _ refused: inout [StreamAcknowledgement.Refusal]
    ) {
        let place = batch.place(after: index)
        RelayLog.error("collector: line \(place.sequence) of epoch \(place.epoch) is refused for good: \(reason)")
        figures.change { $0.linesRefused &+= 1 }
        refused.append(.init(sequence: place.sequence, reason: reason))
    }

    /// Lines of an earlier name of this host, which this certificate does not speak for, would keep back all others.
    private func foreignName(_ batch: LineBatch) -> String? {
        let own = certificate.identity.agent
        guard batch.header.agent != own, figures.read(\.agent) == own else { return nil }
        return "a line of agent \(batch.header.agent), the certificate is for \(own)"
    }

    private func refusals(of batch: LineBatch, _ reason: String) -> [StreamAcknowledgement] {
        RelayLog.error("\(batch.count) lines of epoch \(batch.header.epoch) are refused: \(reason)")
        figures.change { $0.linesRefused &+= UInt64(batch.count) }
        return stride(from: 0, to: batch.count, by: StreamAcknowledgement.refusalLimit).map { start in
            let end = min(batch.count, start + StreamAcknowledgement.refusalLimit)
            return StreamAcknowledgement(
                through: batch.place(after: end - 1),
                refused: batch.header.ends[start..<end].map { .init(sequence: $0, reason: reason) })
        }
    }
}

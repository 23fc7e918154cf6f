internal import AgentStore
internal import BehaviourModel
internal import LinuxKernel
internal import WireProtocol

/// Answers the relay: stored lines, heartbeats, acknowledgements.
final class StreamDesk: Sendable {
    private let store: StoreService
    private let directory: String
    private let heartbeats: HeartbeatMaker
    /// Between two heartbeats to a subscriber.
    static let heartbeatPeriod: UInt64 = 10_000_000_000

    /// - Parameter directory: of the store.
    init(store: StoreService, directory: String, heartbeats: HeartbeatMaker) {
        self.store = store
        self.directory = directory
        self.heartbeats = heartbeats
    }

    func converse(with client: ControlClient) {
        while let line = client.nextLine() {
            do throws(ControlError) {
                answer(try StreamRequest(line: line), to: client)
            } catch {
                client.end(error.status, error.description)
            }
        }
    }

    private func answer(_ request: StreamRequest, to client: ControlClient) {
        do throws(ControlProblem) {
            switch request {
            case .read(let arguments): try read(arguments, client)
            case .acknowledge(let acknowledgement): try acknowledge(acknowledgement)
            case .heartbeat: client.write(StreamAnswer.heartbeat(heartbeats.make()).message)
            case .subscribe: try subscribe(client)
            }
            client.end(.done)
        } catch {
            client.end(error.status, error.message)
        }
    }

    private func read(_ arguments: StreamReadArguments, _ client: ControlClient) throws(ControlProblem) {
        let result: Result<StreamBatch?, StoreReader.UnknownEpoch>
        do throws(StoreError) {
            // Opened for one answer: an old connection would go on with a database that was replaced.
            var reader = try StoreReader(directory: directory)
            result = try reader.batch(
                after: arguments.after.map { StorePosition(epoch: $0.epoch, sequence: $0.sequence) },
                lines: arguments.lines, bytes: arguments.bytes)
        } catch {
            throw ControlProblem(.failed, "store: \(error)")
        }
        switch result {
        case .failure: throw ControlProblem(.notFound, "no such epoch in this agent's store: read without a place")
        case .success(nil): return
        case .success(let batch?):
            let header = StreamBatchHeader(
                agent: batch.agent, epoch: batch.epoch, ends: batch.ends, sizes: batch.sizes)
            client.write(StreamAnswer.batch(header).message)
            client.write(batch.bytes)
        }
    }

    private func acknowledge(_ acknowledgement: StreamAcknowledgement) throws(ControlProblem) {
        guard let reply = try? Reply<Bool>() else { throw ControlProblem(.failed, "out of descriptors") }
        let place = StorePosition(epoch: acknowledgement.through.epoch, sequence: acknowledgement.through.sequence)
        for refusal in acknowledgement.refused {
            AgentLog.warning(
                "the collector refused line \(refusal.sequence) of epoch \(EscapedText.string(place.epoch)): "
                    + EscapedText.string(refusal.reason))
        }
        store.mailbox.post(.acknowledge(place, refused: acknowledgement.refused.map(\.sequence), reply))
        guard let isKnown = reply.wait(within: .seconds(10)) else {
            throw ControlProblem(.failed, "the store does not write: \(store.problem?.description ?? "no answer")")
        }
        guard isKnown else { throw ControlProblem(.notFound, "no such place was ever stored here") }
    }

    /// News as they come, a heartbeat now and then; ends when the client has gone.
    private func subscribe(_ client: ControlClient) throws(ControlProblem) {
        guard let event = try? EventDescriptor() else { throw ControlProblem(.failed, "out of descriptors") }
        let id = store.news.listen(event)
        defer { store.news.cancel(id) }
        var lastHeartbeat: UInt64 = 0
        var last: StreamPosition?
        while !client.isStopping, !client.hasHungUp() {
            guard !client.hasSpoken() else { throw ControlProblem(.usage, "a subscription takes no further request") }
            let now = KernelClock.bootNanoseconds
            if lastHeartbeat == 0 || now &- lastHeartbeat >= Self.heartbeatPeriod {
                lastHeartbeat = now
                client.write(StreamAnswer.heartbeat(heartbeats.make()).message)
            }
            let end = store.news.end
            let place = StreamPosition(epoch: end.epoch, sequence: end.head.sequence)
            if place != last, !place.epoch.isEmpty {
                last = place
                client.write(StreamAnswer.news(place).message)
            }
            _ = try? event.descriptor.wait(for: .readable, within: .milliseconds(500))
            event.drain()
        }
    }
}

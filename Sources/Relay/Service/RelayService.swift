internal import BehaviourModel
internal import FoundationEssentials
internal import NIOCore
internal import NIOPosix
internal import UnixSignals
package import WireProtocol

/// The relay: between the agent's stream socket and a collector until SIGTERM.
package struct RelayService: Sendable {
    private let configuration: RelayConfiguration
    private let figures = RelayFigures()
    private let stop = StopSignal()
    /// What is in flight at the end has this long.
    private static let farewell: Duration = .seconds(8)
    /// Between two tries to reach the agent.
    private static let reconnectPause: Duration = .milliseconds(250)

    package init(_ configuration: RelayConfiguration) { self.configuration = configuration }

    /// Runs until SIGTERM or SIGINT, and gives the program's exit status.
    package func run() async -> ExitStatus {
        let certificate: CertificateWatch
        do throws(FileProblem) {
            certificate = try CertificateWatch(configuration.tls, figures: figures)
        } catch {
            RelayLog.error("certificate: \(error.words); lay it down with yagura-relay enroll")
            return .usage
        }
        // One loop is enough for one agent: its threads are the relay's memory.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = CollectorClient(configuration.collector, certificate: certificate, figures: figures, on: group)
        let status: ExitStatus
        do {
            let metrics = try await startMetrics(on: group)
            await live(client, certificate, group)
            await metrics?.close()
            status = .done
        } catch {
            RelayLog.error(
                "metrics: cannot listen on \(configuration.metrics.host ?? ""):\(configuration.metrics.port): \(error)")
            status = .failed
        }
        await client.close()
        try? await group.shutdownGracefully()
        return status
    }

    private func startMetrics(on group: any EventLoopGroup) async throws -> MetricsServer? {
        guard let host = configuration.metrics.host else { return nil }
        return try await MetricsServer.start(host: host, port: configuration.metrics.port, figures: figures, on: group)
    }

    private func live(_ client: CollectorClient, _ certificate: CertificateWatch, _ group: any EventLoopGroup) async {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let (heartbeats, forward) = AsyncStream.makeStream(of: JSONObject.self, bufferingPolicy: .bufferingNewest(1))
        let forwarder = HeartbeatForwarder(client: client, figures: figures, certificate: certificate)
        let session = AgentSession(
            path: configuration.stream, group: group,
            courier: Courier(
                client: client, section: configuration.collector, figures: figures, certificate: certificate, stop: stop
            ),
            figures: figures, certificate: certificate, stop: stop, heartbeats: forward)
        announce()
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                for await _ in signals { break }
                stop.stop()
                RelayLog.notify("STOPPING=1")
                try? await Task.sleep(for: Self.farewell)
                return true
            }
            tasks.addTask {
                await certificate.run(until: stop)
                return false
            }
            tasks.addTask {
                await forwarder.run(heartbeats)
                return false
            }
            tasks.addTask {
                while !stop.isStopping {
                    await session.run()
                    guard await stop.pause(Self.reconnectPause) else { break }
                }
                forward.finish()
                return false
            }
            // All but the signal's watch end by themselves; when its time is over, what is left is cancelled.
            var left = 3
            while left > 0, let isLate = await tasks.next(), !isLate { left -= 1 }
            tasks.cancelAll()
        }
        let values = figures.all
        RelayLog.plain("events=\(values.linesDelivered) dropped=\(values.linesRefused)")
    }

    private func announce() {
        let line: JSONValue = [
            "program": "yagura-relay", "pid": .integer(Int64(ProcessInfo.processInfo.processIdentifier)), "sensors": [],
            "collectors": .strings(configuration.collector.addresses.map(\.text)),
        ]
        RelayLog.plain("ready \(CanonicalJSON.string(line))")
        RelayLog.notify("READY=1\nSTATUS=carrying lines to \(configuration.collector.addresses.first?.text ?? "")")
    }
}

internal import AsyncHTTPClient
internal import BehaviourModel
internal import NIOCore
internal import NIOPosix
internal import WireProtocol

/// Looks at everything the relay needs, without carrying anything: `yagura-relay check`.
package struct RelayCheck: Sendable {
    /// One thing that was looked at.
    package struct Finding: Sendable {
        package let isProblem: Bool
        package let words: String
    }

    private let configuration: RelayConfiguration

    package init(_ configuration: RelayConfiguration) { self.configuration = configuration }

    /// The certificate, the agent, and each collector, in this order.
    package func run() async -> [Finding] {
        let figures = RelayFigures()
        let certificate: CertificateWatch
        do throws(FileProblem) {
            certificate = try CertificateWatch(configuration.tls, figures: figures)
        } catch {
            return [Finding(isProblem: true, words: "certificate: \(error.words)")]
        }
        let identity = certificate.identity
        let isOver = identity.expires <= RelayClock.unixSeconds
        var findings = [
            Finding(
                isProblem: isOver,
                words: "certificate: for agent \(identity.agent), \(isOver ? "ended" : "valid until") "
                    + CertificateWatch.time(identity.expires))
        ]
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        findings.append(await agent(identity, group))
        for address in configuration.collector.addresses {
            var section = configuration.collector
            section.addresses = [address]
            let client = CollectorClient(
                section, certificate: certificate, figures: figures, on: group, isQuiet: true)
            findings.append(await collector(address, client))
            await client.close()
        }
        try? await group.shutdownGracefully()
        return findings
    }

    private func agent(_ identity: RelayIdentity, _ group: any EventLoopGroup) async -> Finding {
        do {
            let heartbeat = try await AgentLink.with(configuration.stream, on: group) { link in
                try await link.heartbeat()
            }
            let known = try Heartbeat(.object(heartbeat))
            let isSigned = heartbeat["signature"] != nil
            return Finding(
                isProblem: known.agent != identity.agent,
                words: "agent: \(known.agent), \(known.health.text), heartbeats \(isSigned ? "signed" : "unsigned"), "
                    + "\(known.head.sequence) lines stored, \(known.acknowledged) delivered"
                    + (known.agent == identity.agent ? "" : "; the certificate is for \(identity.agent)"))
        } catch {
            return Finding(isProblem: true, words: "agent: \(configuration.stream): \(error)")
        }
    }

    private func collector(_ address: CollectorAddress, _ client: CollectorClient) async -> Finding {
        // Nothing in it: every collector refuses it, and shows by that that it listens to this certificate.
        let reply = await client.post(
            .init(path: "/api/v1/heartbeat", type: "application/json", body: ByteBuffer(string: "{}")))
        switch reply {
        case .later(_, let words): return Finding(isProblem: true, words: "collector \(address.text): \(words)")
        case .rejected(let words) where words.hasPrefix("status 403") || words.hasPrefix("status 401"):
            return Finding(isProblem: true, words: "collector \(address.text): \(words)")
        default: return Finding(isProblem: false, words: "collector \(address.text): answers")
        }
    }
}

internal import BehaviourModel
internal import NIOCore
internal import WireProtocol

/// Hands the agent's heartbeats on, the newest alone; one that is not taken is not repeated: the next one says more.
struct HeartbeatForwarder: Sendable {
    let client: CollectorClient
    let figures: RelayFigures
    let certificate: CertificateWatch

    func run(_ heartbeats: AsyncStream<JSONObject>) async {
        for await heartbeat in heartbeats { await forward(heartbeat) }
    }

    private func forward(_ heartbeat: JSONObject) async {
        var bytes: [UInt8] = []
        CanonicalJSON.append(adding(to: heartbeat), to: &bytes)
        let reply = await client.post(
            .init(path: "/api/v1/heartbeat", type: "application/json", body: ByteBuffer(bytes: bytes)))
        figures.change { if reply == .taken { $0.heartbeatsSent &+= 1 } else { $0.heartbeatsFailed &+= 1 } }
    }

    /// What the relay itself has to say goes beside the signature, never under it.
    private func adding(to heartbeat: JSONObject) -> JSONObject {
        var heartbeat = heartbeat
        let values = figures.all
        let expires = certificate.identity.expires
        heartbeat["relay"] = [
            "version": .string(ProgramVersion.text),
            "delivered": .integer(Int64(clamping: values.linesDelivered)),
            "refused": .integer(Int64(clamping: values.linesRefused)),
            "retries": .integer(Int64(clamping: values.retries)),
            "certificate_expires": .string(CertificateWatch.time(expires)),
            "certificate_ends_soon": .bool(expires - RelayClock.unixSeconds < CertificateWatch.warningSeconds),
            "problem": .optional(values.certificateProblem ?? values.collectorProblem),
        ]
        return heartbeat
    }
}

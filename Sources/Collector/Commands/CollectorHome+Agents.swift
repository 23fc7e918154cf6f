internal import BehaviourModel

extension CollectorHome {
    /// `agents`: a line each, as a table or as JSON with all that the API says of them.
    package func agents(asJSON: Bool) async throws -> [String] {
        let now = WallClock.now
        let records = try await store.agents()
        let conditions = Dictionary(grouping: try await store.conditions(), by: \.agent)
        func report(_ record: AgentRecord) -> AgentReport {
            AgentReport(record, conditions[record.agent] ?? [], silence: configuration.silence, now: now)
        }
        if asJSON { return records.map { PlainText.escapedJSON(CanonicalJSON.bytes(report($0).json)) } }
        return TextTable.lines(
            ["AGENT", "HEALTH", "HEARD", "HEAD", "LINES", "LOST", "FINDINGS", "CERTIFICATE ENDS"],
            records.filter { $0.agent != AgentName.collector }.map { record in
                let report = report(record)
                return [
                    record.agent, record.revoked == nil ? report.health : "revoked",
                    record.heartbeatReceived.map(TextTable.time) ?? "never", record.head.rawValue,
                    String(record.lines), report.figure("lost").map { String($0) } ?? "-", String(record.findings),
                    record.revoked == nil ? record.certificateExpires.map(TextTable.time) ?? "-" : "-",
                ]
            })
    }

    /// The print of the authority: SHA-256 of its certificate, as browsers and openssl show it.
    package func authorityPrint() throws -> String {
        try CertificateAuthority.print(ofPEM: inFolder { try folder.read(.authority) })
    }
}

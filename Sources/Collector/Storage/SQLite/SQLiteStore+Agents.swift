internal import Foundation
internal import GRDB
internal import WireProtocol

extension SQLiteStore: AgentRegistry {
    package func register(_ registration: AgentRegistration) async throws(StoreFailure) {
        try await write("register the agent") { db in
            try db.execute(
                sql: """
                    INSERT INTO agents (agent, registered_ns, chain_key) VALUES (?, ?, ?)
                    ON CONFLICT (agent) DO UPDATE SET chain_key = excluded.chain_key
                    """,
                arguments: [registration.agent.text, registration.issued, Data(registration.chainKey)])
            try db.execute(
                sql: """
                    INSERT INTO certificates (serial, agent, fingerprint, issued_ns, expires_ns) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    registration.serial, registration.agent.text, registration.fingerprint, registration.issued,
                    registration.expires,
                ])
        }
    }

    package func revoke(_ agent: AgentName, at now: Int64) async throws(StoreFailure) -> Bool {
        try await write("revoke the agent's certificates") { db in
            try db.execute(
                sql: "UPDATE certificates SET revoked_ns = ? WHERE agent = ? AND revoked_ns IS NULL",
                arguments: [now, agent.text])
            return db.changesCount > 0
        }
    }

    package func standing(agent: AgentName, serial: String) async throws(StoreFailure) -> CertificateStanding {
        try await read("look up the certificate") { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT revoked_ns FROM certificates WHERE serial = ? AND agent = ?",
                arguments: [serial, agent.text])
            guard let row else { return .unknown }
            return (row["revoked_ns"] as Int64?) == nil ? .good : .revoked
        }
    }

    package func chainKey(of agent: AgentName) async throws(StoreFailure) -> [UInt8]? {
        try await read("look up the agent's key") { db in
            try Data.fetchOne(db, sql: "SELECT chain_key FROM agents WHERE agent = ?", arguments: [agent.text])
                .map { Array($0) }
        }
    }

    package func agents() async throws(StoreFailure) -> [AgentRecord] {
        try await read("list the agents") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT names.agent AS agent, registered_ns,
                        (SELECT max(expires_ns) FROM certificates c WHERE c.agent = names.agent AND revoked_ns IS NULL)
                            AS expires_ns,
                        (SELECT max(revoked_ns) FROM certificates c WHERE c.agent = names.agent) AS revoked_ns,
                        (SELECT count(*) FROM certificates c WHERE c.agent = names.agent AND revoked_ns IS NULL) AS good,
                        (SELECT sum(lines) FROM epochs e WHERE e.agent = names.agent) AS lines,
                        (SELECT max(last_ns) FROM epochs e WHERE e.agent = names.agent) AS last_ns,
                        (SELECT epoch FROM epochs e WHERE e.agent = names.agent ORDER BY number DESC LIMIT 1) AS epoch,
                        (SELECT count(*) FROM findings f WHERE f.agent = names.agent) AS findings,
                        received_ns, head, body
                    FROM (SELECT agent FROM agents UNION SELECT agent FROM epochs) names
                    LEFT JOIN agents ON agents.agent = names.agent
                    LEFT JOIN heartbeats ON heartbeats.agent = names.agent
                    ORDER BY names.agent
                    """
            ).map(AgentRecord.init(row:))
        }
    }
}

extension AgentRecord {
    init(row: Row) {
        let isGood = (row["good"] ?? 0) as Int > 0
        self.init(
            agent: row["agent"], registered: row["registered_ns"], revoked: isGood ? nil : row["revoked_ns"],
            certificateExpires: row["expires_ns"], heartbeat: (row["body"] as Data?).map { Array($0) },
            heartbeatReceived: row["received_ns"],
            head: (row["head"] as String?).flatMap { HeadStatus(rawValue: $0) } ?? .none, lines: row["lines"] ?? 0,
            lastLine: row["last_ns"], findings: row["findings"] ?? 0, epoch: row["epoch"])
    }
}

internal import Foundation
internal import GRDB
internal import WireProtocol

extension SQLiteStore {
    package func walk(after position: Int64, limit: Int) async throws(StoreFailure) -> [WalkedLine] {
        try await read("walk over the lines") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT lines.*, ifnull(agent, '') AS agent, ifnull(workload, '') AS workload,
                        ifnull(kind, '') AS kind, ifnull(severity, -1) AS severity, ifnull(schema, '') AS schema,
                        ifnull((SELECT epoch FROM epochs WHERE number = lines.epoch), '') AS epoch_name, body
                    FROM lines LEFT JOIN bodies ON bodies.position = lines.position
                    LEFT JOIN facets ON facets.number = lines.facet
                    WHERE lines.position > ? ORDER BY lines.position LIMIT ?
                    """, arguments: [position, limit])
            var lines: [WalkedLine] = []
            var bytes = 0
            while let row = try rows.next() {
                let line = WalkedLine(row: row)
                bytes &+= line.bytes?.count ?? 0
                guard lines.isEmpty || bytes <= LineQuery.pageBytes else { break }
                lines.append(line)
            }
            return lines
        }
    }

    package func epochs() async throws(StoreFailure) -> [StoredEpoch] {
        try await read("read the epochs") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT epochs.*, chain_key, heartbeats.body AS heartbeat FROM epochs
                    LEFT JOIN agents ON agents.agent = epochs.agent
                    LEFT JOIN heartbeats ON heartbeats.agent = epochs.agent ORDER BY number
                    """
            ).map { row in
                let tail = try EpochTail(row: row)
                let signed = (row["signed_hash"] as String?).flatMap { Fingerprint(hexadecimal: $0) }
                return StoredEpoch(
                    number: tail.number, agent: tail.agent, epoch: tail.epoch, head: tail.head, lines: tail.lines,
                    signed: signed.map { ChainHead(sequence: row["signed_sequence"] ?? 0, hash: $0) },
                    signedBytes: (row["signed_body"] as Data?).map { Array($0) },
                    heartbeat: (row["heartbeat"] as Data?).map { Array($0) },
                    chainKey: (row["chain_key"] as Data?).map { Array($0) })
            }
        }
    }
}

extension WalkedLine {
    init(row: Row) {
        let sequence: Int64 = row["sequence"]
        self.init(
            position: row["position"], epoch: row["epoch"], agent: row["agent"], first: row["first"] ?? sequence,
            sequence: sequence, hash: Fingerprint(bytes: row["hash"] as Data), projection: LineProjection(row: row),
            bytes: (row["body"] as Data?).map { Array($0) })
    }
}

extension LineProjection {
    init(row: Row) {
        func text(_ column: String) -> String? { (row[column] as String).isEmpty ? nil : row[column] }
        self.init(
            schema: row["schema"],
            id: LineName.id(column: row["id"], epoch: row["epoch_name"], sequence: row["sequence"]),
            kind: text("kind"), severity: row["severity"], workload: text("workload"), incident: row["incident"],
            about: row["about"])
    }
}

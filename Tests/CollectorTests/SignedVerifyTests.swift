import BehaviourModel
import Crypto
import Foundation
import GRDB
import Testing
import WireProtocol

@testable import Collector

/// What a forger with the whole database cannot do: sign as the agent.
@Suite struct SignedVerifyTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let path: String
    private let key = Curve25519.Signing.PrivateKey()
    private let agent: AgentName
    private let maker: LineMaker

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.file("collector.db")
        store = try SQLiteStore(path: path, create: true)
        agent = try #require(AgentName("node-7"))
        try await store.register(
            AgentRegistration(
                agent: agent, serial: "01", fingerprint: "f", issued: 1, expires: 2,
                chainKey: Array(key.publicKey.rawRepresentation)))
        var maker = LineMaker()
        _ = try await store.append([batch(maker.lines(6))])
        self.maker = maker
        try await record(head: maker.head, acknowledged: 6, boot: 1)
    }

    private func record(head: ChainHead, acknowledged: Int64, boot: Int64) async throws {
        var object: JSONObject = [
            "schema": "yagura.heartbeat/1", "agent": "node-7", "epoch": .string(maker.epoch),
            "time": "2026-03-01T00:00:00Z", "boot_id": "boot", "boot_ns": .integer(boot),
            "acknowledged": .integer(acknowledged),
            "head": ["sequence": .integer(head.sequence), "hash": .string(head.hash.hexadecimal)],
        ]
        let signature = try key.signature(for: HeartbeatSignature.content(of: object))
        object["signature"] = .string(signature.base64EncodedString())
        let heartbeat = try HeartbeatReader.read(
            CanonicalJSON.bytes(.object(object)), agent: agent, chainKey: Array(key.publicKey.rawRepresentation),
            received: 1)
        _ = try await store.record(heartbeat)
    }

    private func report(after work: @escaping @Sendable (Database) throws -> Void) async throws -> ChainWalk.Report {
        try await DatabaseQueue(path: path).write { db in try work(db) }
        return try await ChainWalk(store: store).run()
    }

    @Test func `an untouched store is whole, and says by which key`() async throws {
        let report = try await ChainWalk(store: store).run()

        let print = Fingerprint(of: Array(key.publicKey.rawRepresentation)).hexadecimal.prefix(16)
        #expect(report.faults == [])
        #expect(report.notes.count == 1 && report.notes[0].contains("sequence 6, by the key \(print)"))
    }

    @Test func `a whole chain made anew is found, though every hash fits`() async throws {
        var forger = LineMaker()
        let lines = (1...6).map { number in forger.next { $0.remark = number >= 3 ? "nothing to see" : nil } }
        let head = forger.head.hash.hexadecimal

        let report = try await report { db in
            for (index, line) in lines.enumerated() {
                try db.execute(
                    sql: "UPDATE bodies SET body = ? WHERE position = ?", arguments: [Data(line), index + 1])
                try db.execute(
                    sql: "UPDATE lines SET hash = ? WHERE position = ?",
                    arguments: [Data(Fingerprint(of: line).bytes), index + 1])
            }
            try db.execute(sql: "UPDATE epochs SET hash = ?, signed_hash = ?", arguments: [head, head])
        }

        #expect(report.faults.contains { $0.description.contains("the agent signed another line here") })
        #expect(report.faults.contains { $0.description.contains("does not bear the agent's signature") })
    }

    @Test func `an end that was cut off is found, though the end written down fits`() async throws {
        let report = try await report { db in
            let hash = try String.fetchOne(db, sql: "SELECT lower(hex(hash)) FROM lines WHERE position = 4")
            try db.execute(sql: "DELETE FROM lines WHERE position > 4")
            try db.execute(sql: "DELETE FROM bodies WHERE position > 4")
            try db.execute(sql: "UPDATE epochs SET sequence = 4, lines = 4, hash = ?", arguments: [hash])
        }

        #expect(report.faults.map(\.description) == ["lines up to sequence 6 were acknowledged, and are missing"])
    }

    @Test func `signed lines that have not come yet are a note`() async throws {
        var later = maker
        _ = later.lines(2)
        try await record(head: later.head, acknowledged: 6, boot: 2)

        let report = try await ChainWalk(store: store).run()

        #expect(report.faults == [])
        #expect(report.notes.contains { $0.contains("stored is up to 6") })
    }

    @Test func `a heartbeat that is altered, or taken away, is found or noted`() async throws {
        let altered = try await report {
            try $0.execute(
                sql: """
                    UPDATE epochs SET signed_body =
                        CAST(replace(CAST(signed_body AS TEXT), '"acknowledged":6', '"acknowledged":5') AS BLOB)
                    """)
            try $0.execute(sql: "DELETE FROM heartbeats")
        }
        #expect(altered.faults.contains { $0.description.contains("does not bear the agent's signature") })

        let gone = try await report {
            try $0.execute(sql: "UPDATE epochs SET signed_body = NULL, signed_hash = NULL, signed_sequence = NULL")
        }
        #expect(gone.faults == [] && gone.notes.contains { $0.contains("no signed head") })
    }
}

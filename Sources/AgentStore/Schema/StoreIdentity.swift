internal import WireProtocol

/// Who writes here, and whether the history found can be continued.
///
/// A new epoch begins in a new file, in a file restored from a copy (another inode), on another machine, under another
/// name, and when more lines had been stored than the file holds. Not seen: a whole file system set back to an earlier state, inode and
/// witness included. The collector sees that: two lines for one sequence.
struct StoreIdentity {
    let opening: StoreOpening
    let epoch: StoreEpoch
    let head: ChainHead

    private static let attempt = "read the agent's identity"

    /// - Parameters:
    ///   - inode: of the database file.
    ///   - seen: the highest sequence that was ever stored, by the witness beside the database.
    static func establish(
        in connection: inout SQLiteConnection, options: StoreOptions, inode: UInt64, seen: StoreWitness.Mark?,
        newEpoch: String, now: Int64
    ) throws(StoreError) -> StoreIdentity {
        let inode = Int64(bitPattern: inode)
        let known = try connection.first("SELECT inode, machine, agent FROM identity", attempt) {
            (inode: $0.integer(0), machine: $0.text(1), agent: $0.text(2))
        }
        let last = try lastEpoch(in: &connection)
        let reason: EpochReason?
        if let known, let last {
            try check(last, in: &connection)
            let isElsewhere = !options.machine.isEmpty && !known.machine.isEmpty && known.machine != options.machine
            let isBehind = seen.map { $0.epoch == last.epoch.name && $0.sequence > last.head.sequence } ?? false
            // An epoch's lines all name one agent: the collector takes them by its certificate.
            let isRenamed = known.agent != options.agent
            reason =
                isElsewhere
                ? .cloned : known.inode != inode ? .copied : isBehind ? .rolledBack : isRenamed ? .renamed : nil
        } else {
            reason = .created
        }
        guard let reason else {
            if let last { return StoreIdentity(opening: .continued, epoch: last.epoch, head: last.head) }
            throw StoreError(kind: .damaged, attempt: attempt, path: connection.path, reason: "it has no epoch")
        }
        let number = (last?.epoch.number ?? 0) &+ 1
        try connection.transaction(attempt) { (connection) throws(StoreError) in
            try connection.run(
                """
                INSERT INTO identity (only, agent, created_ns, inode, machine) VALUES (1, ?1, ?2, ?3, ?4)
                ON CONFLICT (only) DO UPDATE SET agent = ?1, inode = ?3, machine = ?4
                """, attempt, .text(options.agent), .integer(now), .integer(inode), .text(options.machine))
            try connection.run(
                """
                INSERT INTO epochs (number, epoch, started_ns, reason, sequence, hash, agent)
                VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)
                """,
                attempt, .integer(number), .text(newEpoch), .integer(now), .text(reason.rawValue),
                .text(ChainHead.start.hash.hexadecimal), .text(options.agent))
        }
        return StoreIdentity(
            opening: reason == .created ? .created : .newEpoch(reason),
            epoch: StoreEpoch(number: number, name: newEpoch), head: .start)
    }

    private static func lastEpoch(
        in connection: inout SQLiteConnection
    ) throws(StoreError) -> (epoch: StoreEpoch, head: ChainHead)? {
        let path = connection.path
        return try connection.first(
            "SELECT number, epoch, sequence, hash FROM epochs ORDER BY number DESC LIMIT 1", attempt
        ) { (row) throws(StoreError) in
            guard let hash = Fingerprint(hexadecimal: row.text(3)) else {
                throw StoreError(
                    kind: .damaged, attempt: attempt, path: path, reason: "the hash of its head is no hash")
            }
            return (
                StoreEpoch(number: row.integer(0), name: row.text(1)), ChainHead(sequence: row.integer(2), hash: hash)
            )
        }
    }

    /// The head must be the last stored line: cheap, and it catches a file whose parts are of different ages.
    private static func check(
        _ last: (epoch: StoreEpoch, head: ChainHead), in connection: inout SQLiteConnection
    ) throws(StoreError) {
        let line = try connection.first(
            "SELECT sequence, line FROM alerts WHERE epoch = ?1 ORDER BY sequence DESC LIMIT 1", attempt,
            .integer(last.epoch.number)
        ) { (sequence: $0.integer(0), hash: Fingerprint(of: $0.bytes(1))) }
        guard let line, line.sequence >= last.head.sequence else { return }
        guard line.sequence == last.head.sequence, line.hash == last.head.hash else {
            throw StoreError(
                kind: .damaged, attempt: attempt, path: connection.path,
                reason: "its last alert (sequence \(line.sequence)) is not the one that its head names")
        }
    }
}

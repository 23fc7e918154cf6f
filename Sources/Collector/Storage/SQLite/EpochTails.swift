internal import GRDB
internal import WireProtocol

/// The end of one epoch as it is being written.
struct EpochTail: Hashable, Sendable {
    var number: Int64
    var agent: String
    var epoch: String
    /// Of the certificate that wrote last.
    var serial: String
    /// Of certificates that wrote before it, separated by spaces.
    var former: String
    var head: ChainHead
    var lines: Int64
}

/// What the writer remembers between transactions, so that a batch costs no look-up. It is a cache of committed rows:
/// whoever fails to commit empties it.
struct EpochTails: Sendable {
    struct Name: Hashable, Sendable {
        var agent: String
        var epoch: String
    }

    /// Beyond this many epochs all are forgotten and read again.
    static let limit = 20_000

    private(set) var tails: [Name: EpochTail] = [:]
    /// The number of the latest epoch of each agent.
    private(set) var latest: [String: Int64] = [:]
    var facets = FacetNumbers()
    /// The newest position; nil before it has been read.
    var position: Int64?

    func tail(_ name: Name) -> EpochTail? { tails[name] }

    mutating func set(_ tail: EpochTail) {
        if tails.count >= Self.limit { (tails, latest) = ([:], [:]) }
        tails[Name(agent: tail.agent, epoch: tail.epoch)] = tail
    }

    mutating func set(latest number: Int64, of agent: String) { latest[agent] = number }
}

extension EpochTail {
    static func fetch(_ db: Database, agent: String, epoch: String) throws -> EpochTail? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT number, agent, epoch, serial, former, sequence, hash, lines FROM epochs
                WHERE agent = ? AND epoch = ?
                """, arguments: [agent, epoch]
        ).map(EpochTail.init(row:))
    }

    init(row: Row) throws {
        guard let hash = Fingerprint(hexadecimal: row["hash"]) else {
            throw StoreFailure(.damaged, attempt: "read an epoch", reason: "the hash of its head is no hash")
        }
        number = row["number"]
        agent = row["agent"]
        epoch = row["epoch"]
        serial = row["serial"]
        former = row["former"]
        head = ChainHead(sequence: row["sequence"], hash: hash)
        lines = row["lines"]
    }
}

/// What is still to be read of the containers' processes: pieces, each read for some milliseconds, so that no container keeps
/// the sensors' thread from its events, however many processes and descriptors it has.
///
/// All times are nanoseconds since boot.
struct SnapshotQueue: Sendable {
    enum Piece: Hashable, Sendable {
        /// Processes with ids above `after`.
        case processes(cgroup: UInt64, after: Int32)
        /// Who listens.
        case listeners(cgroup: UInt64)
    }

    private struct Entry {
        var piece: Piece
        var notBefore: UInt64
    }

    private var entries: [Entry] = []
    /// The pause that the last pieces have cost.
    private var resume: UInt64 = 0
    /// When a container's listeners may be looked for again.
    private var nextListening: [UInt64: UInt64] = [:]
    private var pace = SnapshotPace()

    /// One turn's worth: what audit sends meanwhile fits into the kernel's backlog many times over.
    static let turn: UInt64 = 10_000_000
    /// Reading is paused this much longer than it took: a fifth of one processor at most.
    private static let pauseFactor: UInt64 = 4
    /// A descriptor costs 5 to 8 µs; a container has many thousands if it wants to.
    private static let listeningPeriod: UInt64 = 60_000_000_000

    var isEmpty: Bool { entries.isEmpty && !pace.isAsked }

    /// Something may be read before `moment`.
    func hasWork(before moment: UInt64) -> Bool {
        if pace.isAsked, pace.next <= moment { return true }
        return resume <= moment && entries.contains { $0.notBefore <= moment }
    }

    /// Events were lost: all containers are to be read anew, as soon as that has not just been done.
    mutating func ask(at now: UInt64) { pace.ask(at: now) }

    /// True once for what was asked; then the caller adds every container.
    mutating func takeAsked(at now: UInt64) -> Bool { pace.take(at: now) }

    /// A container's processes are to be read, then who listens in it.
    mutating func add(_ cgroup: UInt64) {
        entries.removeAll {
            if case .processes(cgroup, _) = $0.piece { true } else { false }
        }
        entries.append(Entry(piece: .processes(cgroup: cgroup, after: 0), notBefore: 0))
    }

    mutating func listen(_ cgroup: UInt64, at now: UInt64) {
        let piece = Piece.listeners(cgroup: cgroup)
        guard !entries.contains(where: { $0.piece == piece }) else { return }
        let due = max(now, nextListening[cgroup] ?? 0)
        nextListening[cgroup] = due &+ Self.listeningPeriod
        entries.append(Entry(piece: piece, notBefore: due))
    }

    /// Takes the first piece that may be read now; nil when there is none.
    mutating func next(at now: UInt64) -> Piece? {
        guard now >= resume, let index = entries.firstIndex(where: { $0.notBefore <= now }) else { return nil }
        return entries.remove(at: index).piece
    }

    /// The rest of a piece: it goes on first.
    mutating func putBack(_ piece: Piece) { entries.insert(Entry(piece: piece, notBefore: 0), at: 0) }

    mutating func spent(_ nanoseconds: UInt64, until now: UInt64) {
        resume = now &+ nanoseconds &* Self.pauseFactor
    }

    /// At the start nothing else waits yet.
    mutating func skipPause() { resume = 0 }

    /// Forgets containers that are gone.
    mutating func keep(_ isKnown: (UInt64) -> Bool) {
        nextListening = nextListening.filter { isKnown($0.key) }
    }
}

/// How soon after one loss another may ask for a whole snapshot: at once after a calm minute, then ever later. A snapshot that
/// makes the next loss must not feed itself.
struct SnapshotPace: Sendable {
    private(set) var isAsked = false
    private(set) var next: UInt64 = 0
    private var wait = shortest
    private var lastAsked: UInt64?

    private static let shortest: UInt64 = 1_000_000_000
    private static let longest: UInt64 = 30_000_000_000
    private static let calm: UInt64 = 60_000_000_000

    mutating func ask(at now: UInt64) {
        if now &- (lastAsked ?? now) >= Self.calm { wait = Self.shortest }
        lastAsked = now
        isAsked = true
    }

    mutating func take(at now: UInt64) -> Bool {
        guard isAsked, now >= next else { return false }
        isAsked = false
        next = now &+ wait
        wait = min(Self.longest, wait &* 2)
        return true
    }
}

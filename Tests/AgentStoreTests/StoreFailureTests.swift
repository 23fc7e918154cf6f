import AgentStore
import BehaviourModel
import Glibc
import TestSupport
import Testing

@Suite struct StoreFailureTests {
    @Test(.enabled(if: Requirement.isRoot, "needs root for a small file system"))
    func `a full disk is said, nothing stored is lost, and it goes on when there is room`() throws {
        let scratch = try ScratchFolder()
        let mountPoint = scratch.path + "/small"
        try makeFolder(mountPoint)
        try #require(mount("tmpfs", mountPoint, "tmpfs", 0, "size=2m") == 0)
        let options = StoreFixture.options(mountPoint + "/store")
        var store = try AgentStore(options, newEpoch: StoreFixture.epoch, now: 1)
        try store.append((0..<20).map { sampleAlert("before-\($0)") })

        try writeFile(mountPoint + "/ballast", [UInt8](repeating: 1, count: 64 << 10))
        let seen = fillUp(&store)
        let failure = try #require(seen)
        store.noteLost(10)
        let during = try store.counters()
        unlink(mountPoint + "/ballast")
        try #require(mount("tmpfs", mountPoint, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
        try store.append([sampleAlert("after")])
        let after = try store.counters()
        let head = store.head
        store.close()
        var reader = try StoreReader(directory: options.directory)
        let verdicts = try reader.verifyChains().map(\.verdict)
        let last = try reader.alerts(idPrefix: "after")

        #expect(failure.kind == .full)
        #expect("\(failure)".contains("make room"))
        #expect(during.notStored == 10)
        #expect(after.notStored == 10)
        #expect(verdicts == [.whole(head)])
        #expect(last.count == 1)
    }

    @Test func `a locked database is said, and the alert can be stored after`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()
        let lock = try RawDatabase(fixture.database)
        try lock.execute("BEGIN IMMEDIATE")

        var kind: StoreError.Kind?
        do { try store.append([sampleAlert("a")]) } catch { kind = error.kind }
        try lock.execute("ROLLBACK")
        let stored = try store.append([sampleAlert("a")])
        let counters = try store.counters()

        #expect(kind == .locked)
        #expect(stored.map { $0.position?.sequence } == [1])
        #expect(counters.notStored == 0, "it was stored in the end")
    }

    @Test(arguments: [
        "not a database at all, but long enough to be looked at as one: " + String(repeating: "x", count: 200),
        "SQLite format 3\u{0}" + String(repeating: "\u{1}", count: 4_096),
    ])
    func `a damaged database is moved aside, and a new epoch begins`(text: String) throws {
        let fixture = try StoreFixture()
        try fixture.fill(3)
        try fixture.overwrite(with: Array(text.utf8))

        var kind: StoreError.Kind?
        do { _ = try fixture.open() } catch { kind = error.kind }
        let store = try AgentStore.openReplacingDamaged(
            fixture.options, newEpoch: StoreFixture.otherEpoch, now: 1_767_225_600_000_000_000)
        let (opening, epoch) = (store.opening, store.epoch.name)

        #expect(kind == .damaged)
        guard case .replaced(let moved, let error) = opening else {
            Issue.record("\(opening)")
            return
        }
        #expect(moved == fixture.database + ".damaged-20260101T000000Z")
        #expect(error.kind == .damaged)
        #expect(epoch == StoreFixture.otherEpoch)
        #expect(try readBytes(moved) == Array(text.utf8))
    }

    @Test func `damage that shows later is said, and the store can be replaced while it runs`() throws {
        let fixture = try StoreFixture()
        for _ in 0..<20 { try fixture.fill(50) }
        var bytes = try readBytes(fixture.database)
        for index in (8 << 12)..<min(bytes.count, 60 << 12) { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        var store = try fixture.open()
        try writeFile(fixture.database, bytes, mode: 0o600)

        let problems = (try? store.integrityProblems()) ?? ["unreadable"]
        var failure: StoreError?
        do {
            var reader = try fixture.reader()
            var query = AlertQuery()
            query.limit = 5_000
            _ = try reader.alerts(query)
        } catch { failure = error }
        let error = try #require(failure)
        var renewed = try store.replaced(because: error, newEpoch: StoreFixture.otherEpoch, now: 2)
        let stored = try renewed.append([sampleAlert()])

        #expect(!problems.isEmpty)
        #expect(error.kind == .damaged)
        #expect(stored.map { $0.position?.epoch } == [StoreFixture.otherEpoch])
    }

    @Test func `a database of a later agent is left alone`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(1)
        try fixture.execute("INSERT INTO migrations VALUES (99, 0)")

        var failure: StoreError?
        do {
            _ = try AgentStore.openReplacingDamaged(fixture.options, newEpoch: "e", now: 1)
        } catch { failure = error }

        #expect(failure?.kind == .newerSchema)
        #expect(failure?.description.contains("version 99") == true)
    }

    @Test func `a folder that cannot be, a link, a FIFO: each is an error that says where`() throws {
        let scratch = try ScratchFolder()
        try writeFile(scratch.path + "/file", "")
        try makeFolder(scratch.path + "/link")
        symlink("/etc/passwd", scratch.path + "/link/agent.db")
        try makeFolder(scratch.path + "/fifo")
        mkfifo(scratch.path + "/fifo/agent.db", 0o600)

        for folder in ["missing/deeper", "file", "link", "fifo"] {
            var failure: StoreError?
            do {
                _ = try AgentStore(StoreFixture.options(scratch.path + "/" + folder), newEpoch: "e", now: 1)
            } catch { failure = error }
            #expect(failure?.kind == .cannotOpen, "\(folder): \(String(describing: failure))")
            #expect(failure?.description.contains(scratch.path) == true)
        }
    }

    @Test func `a reader of a store that is not there says so`() throws {
        let scratch = try ScratchFolder()

        var failure: StoreError?
        do { _ = try StoreReader(directory: scratch.path) } catch { failure = error }

        #expect(failure?.kind == .cannotOpen)
    }

    /// Appends until the disk is full.
    private func fillUp(_ store: inout AgentStore) -> StoreError? {
        for _ in 0..<1_000 {
            do throws(StoreError) {
                try store.append((0..<10).map { _ in sampleAlert(padding: 1_000) })
            } catch {
                return error
            }
        }
        return nil
    }
}

@testable import AgentStore
import Testing

@Suite struct SchemaTests {
    @Test func `each step is applied once, in order, whole or not at all`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(2)
        let newest = Int64(SchemaMigration.all.count)
        let next = SchemaMigration(
            version: newest + 1, sql: "ALTER TABLE alerts ADD COLUMN colour TEXT; CREATE TABLE more (a TEXT)")
        let broken = SchemaMigration(
            version: newest + 2, sql: "CREATE TABLE half (a TEXT); SELECT nonsense FROM nowhere")
        var connection = try SQLiteConnection.open(path: fixture.database, access: .write)

        try SchemaMigration.apply(SchemaMigration.all + [next], to: &connection, now: 7)
        try SchemaMigration.apply(SchemaMigration.all + [next], to: &connection, now: 8)
        var failed = false
        do { try SchemaMigration.apply([next, broken], to: &connection, now: 9) } catch { failed = true }
        let versions = try connection.all("SELECT version, applied_ns FROM migrations", "test") {
            [$0.integer(0), $0.integer(1)]
        }
        let alerts = try connection.first("SELECT count(*) FROM alerts WHERE colour IS NULL", "test") { $0.integer(0) }
        let half = try connection.first("SELECT count(*) FROM sqlite_master WHERE name = 'half'", "test") {
            $0.integer(0)
        }

        #expect(failed)
        #expect(versions == (1...newest).map { [$0, 1_000] } + [[newest + 1, 7]])
        #expect(alerts == 2)
        #expect(half == 0)
    }

    @Test func `each commit is synced: the setting is read back on the writer`() throws {
        let fixture = try StoreFixture()
        var store = try fixture.open()

        let synchronous = try store.connection.first("PRAGMA synchronous", "test") { $0.integer(0) }
        let mode = try store.connection.first("PRAGMA journal_mode", "test") { $0.text(0) }
        let foreignKeys = try store.connection.first("PRAGMA foreign_keys", "test") { $0.integer(0) }

        #expect(synchronous == StoreDurability.full)
        #expect(mode == "wal")
        #expect(foreignKeys == 1)
    }

    @Test func `a reader's connection cannot write`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(1)
        var connection = try SQLiteConnection.open(path: fixture.database, access: .readOnly)

        var kind: StoreError.Kind?
        do { try connection.run("DELETE FROM alerts", "test") } catch { kind = error.kind }

        #expect(kind == .readOnly)
    }

    @Test func `values of every type come back as they went in`() throws {
        let fixture = try StoreFixture()
        try fixture.fill(0)
        var connection = try SQLiteConnection.open(path: fixture.database, access: .write)
        try connection.execute("CREATE TEMP TABLE v (i, t, b, n)")

        try connection.run(
            "INSERT INTO v VALUES (?1, ?2, ?3, ?4)", "test", .integer(.min), .text("a\u{0}b"), .bytes([0, 255]), .null)
        try connection.run(
            "INSERT INTO v VALUES (?1, ?2, ?3, ?4)", "test", .integer(.max), .text(""), .bytes([]), .null)
        let rows = try connection.all("SELECT i, t, b, n FROM v", "test") {
            ($0.integer(0), $0.optionalText(1), $0.bytes(2), $0.optionalInteger(3))
        }

        #expect(rows.map(\.0) == [.min, .max])
        #expect(rows.map(\.1) == ["a\u{0}b", ""])
        #expect(rows.map(\.2) == [[0, 255], []])
        #expect(rows.map(\.3) == [nil, nil])
    }
}

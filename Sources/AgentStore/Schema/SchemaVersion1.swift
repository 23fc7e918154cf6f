/// The first shape. Times are nanoseconds since 1970 (`_ns`) or since boot (`boot_ns`).
///
/// `alerts.line` is the alert; the columns beside it are projections for searching, and never the truth. Each index is a page
/// more to write and sync before an alert counts as stored: only what a full store or a look-up by id needs has one, the
/// rest is searched.
let schemaVersion1 = """
    CREATE TABLE identity (
        only INTEGER PRIMARY KEY CHECK (only = 1), agent TEXT NOT NULL, created_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL, machine TEXT NOT NULL) STRICT;

    CREATE TABLE epochs (
        number INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, started_ns INTEGER NOT NULL, reason TEXT NOT NULL,
        sequence INTEGER NOT NULL, hash TEXT NOT NULL, acknowledged INTEGER NOT NULL DEFAULT 0) STRICT;

    CREATE TABLE alerts (
        epoch INTEGER NOT NULL REFERENCES epochs (number), sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
        time_ns INTEGER NOT NULL, boot_ns INTEGER NOT NULL, severity INTEGER NOT NULL, kind TEXT NOT NULL,
        workload TEXT, container TEXT, incident TEXT, tripwire TEXT, about TEXT, line BLOB NOT NULL,
        UNIQUE (epoch, sequence)) STRICT;
    CREATE INDEX alerts_by_time ON alerts (time_ns);
    CREATE INDEX alerts_by_severity ON alerts (severity, epoch, sequence);
    CREATE INDEX alerts_by_incident ON alerts (incident) WHERE incident IS NOT NULL;
    CREATE INDEX alerts_by_about ON alerts (about) WHERE about IS NOT NULL;

    CREATE TABLE tombstones (
        epoch INTEGER NOT NULL REFERENCES epochs (number), first INTEGER NOT NULL, last INTEGER NOT NULL,
        previous TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (epoch, first)) STRICT, WITHOUT ROWID;
    CREATE INDEX tombstones_by_end ON tombstones (epoch, last);

    CREATE TABLE held (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time_ns INTEGER NOT NULL,
        severity INTEGER NOT NULL, kind TEXT NOT NULL, workload TEXT, container TEXT, incident TEXT, tripwire TEXT,
        about TEXT, line BLOB NOT NULL) STRICT;

    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE incidents (
        id TEXT PRIMARY KEY, workload TEXT, opened_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
        severity INTEGER NOT NULL, delivered INTEGER NOT NULL, held INTEGER NOT NULL,
        closed_ns INTEGER, closed_as TEXT, closed_by TEXT, comment TEXT) STRICT, WITHOUT ROWID;

    CREATE TABLE decisions (
        number INTEGER PRIMARY KEY AUTOINCREMENT, time_ns INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT, by TEXT, comment TEXT) STRICT;

    CREATE TABLE segments (
        source TEXT NOT NULL, epoch TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
        day INTEGER NOT NULL, format INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (source, epoch, scope, name, version, day)) STRICT;
    CREATE INDEX segments_by_workload ON segments (scope, name);

    CREATE TABLE states (
        name TEXT PRIMARY KEY, format INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL) STRICT;

    CREATE TABLE leases (
        id TEXT PRIMARY KEY, action TEXT NOT NULL, container TEXT NOT NULL, workload TEXT NOT NULL, owner TEXT NOT NULL,
        reason TEXT NOT NULL, alert TEXT, boot_id TEXT NOT NULL, opened_ns INTEGER NOT NULL,
        opened_boot_ns INTEGER NOT NULL, expires_boot_ns INTEGER NOT NULL, ended_ns INTEGER, outcome TEXT) STRICT;
    CREATE INDEX leases_by_time ON leases (opened_ns);

    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

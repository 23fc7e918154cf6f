/// Lines in a narrow table, their bytes beside it: filters read the one, only what is shown reads the other.
enum SchemaVersion1 {
    static let sql = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

        CREATE TABLE epochs (
            number INTEGER PRIMARY KEY, agent TEXT NOT NULL, epoch TEXT NOT NULL, serial TEXT NOT NULL,
            former TEXT NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, lines INTEGER NOT NULL,
            first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, signed_sequence INTEGER, signed_hash TEXT,
            signed_ns INTEGER, UNIQUE (agent, epoch)) STRICT;
        CREATE INDEX epochs_by_name ON epochs (epoch);

        CREATE TABLE lines (
            position INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, first INTEGER NOT NULL,
            hash TEXT NOT NULL, agent TEXT NOT NULL, schema TEXT NOT NULL, id TEXT, kind TEXT,
            severity INTEGER NOT NULL, time_ns INTEGER, received_ns INTEGER NOT NULL, workload TEXT, incident TEXT,
            about TEXT, tripwire TEXT) STRICT;
        CREATE UNIQUE INDEX lines_once ON lines (epoch, sequence);
        CREATE INDEX lines_by_agent ON lines (agent);
        CREATE INDEX lines_by_workload ON lines (workload) WHERE workload IS NOT NULL;
        CREATE INDEX lines_by_severity ON lines (severity);
        CREATE INDEX lines_by_kind ON lines (kind) WHERE kind IS NOT NULL;
        CREATE INDEX lines_by_id ON lines (id) WHERE id IS NOT NULL;
        CREATE INDEX lines_by_incident ON lines (incident) WHERE incident IS NOT NULL;
        CREATE INDEX lines_by_about ON lines (about) WHERE about IS NOT NULL;

        CREATE TABLE bodies (position INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

        CREATE TABLE conflicts (
            number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL,
            serial TEXT NOT NULL, received_ns INTEGER NOT NULL, body BLOB NOT NULL,
            UNIQUE (epoch, sequence, hash)) STRICT;

        CREATE TABLE findings (
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, agent TEXT NOT NULL, epoch TEXT NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL, found_ns INTEGER NOT NULL,
            UNIQUE (kind, agent, epoch, first)) STRICT;
        CREATE INDEX findings_by_agent ON findings (agent);

        CREATE TABLE agents (
            agent TEXT PRIMARY KEY, registered_ns INTEGER NOT NULL, chain_key BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE certificates (
            serial TEXT PRIMARY KEY, agent TEXT NOT NULL, fingerprint TEXT NOT NULL, issued_ns INTEGER NOT NULL,
            expires_ns INTEGER NOT NULL, revoked_ns INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX certificates_by_agent ON certificates (agent);

        CREATE TABLE heartbeats (
            agent TEXT PRIMARY KEY, received_ns INTEGER NOT NULL, head TEXT NOT NULL, body BLOB NOT NULL)
            STRICT, WITHOUT ROWID;

        CREATE TABLE people (
            name TEXT PRIMARY KEY, password TEXT NOT NULL, created_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE setup_links (
            digest TEXT PRIMARY KEY, expires_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE sessions (
            digest TEXT PRIMARY KEY, name TEXT NOT NULL, csrf TEXT NOT NULL, created_ns INTEGER NOT NULL,
            used_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE tokens (
            digest TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """
}

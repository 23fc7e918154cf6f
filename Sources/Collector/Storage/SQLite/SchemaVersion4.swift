/// What many lines have in common is written once, and a line names it by number: one index finds lines by agent, workload,
/// kind and severity. What nobody asks for is not a column any more, hashes are bytes, and a name that follows from the place
/// is not stored (`LineName`).
enum SchemaVersion4 {
    static let sql = """
        CREATE TABLE facets (
            number INTEGER PRIMARY KEY, agent TEXT NOT NULL, workload TEXT NOT NULL, kind TEXT NOT NULL,
            severity INTEGER NOT NULL, schema TEXT NOT NULL, UNIQUE (agent, workload, kind, severity, schema)) STRICT;
        CREATE INDEX facets_by_workload ON facets (workload);
        CREATE INDEX facets_by_kind ON facets (kind);
        CREATE INDEX facets_by_severity ON facets (severity);
        INSERT INTO facets (agent, workload, kind, severity, schema)
            SELECT DISTINCT agent, ifnull(workload, ''), ifnull(kind, ''), severity, schema FROM lines;

        ALTER TABLE lines RENAME TO former_lines;
        CREATE TABLE lines (
            position INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, first INTEGER,
            hash BLOB NOT NULL, facet INTEGER NOT NULL, received_ns INTEGER NOT NULL, id TEXT, incident TEXT,
            about TEXT) STRICT;
        INSERT INTO lines (position, epoch, sequence, first, hash, facet, received_ns, id, incident, about)
            SELECT position, former_lines.epoch, former_lines.sequence, nullif(first, former_lines.sequence),
                yagura_bytes(former_lines.hash), facets.number, received_ns,
                CASE id WHEN substr(epochs.epoch, 1, 8) || '-' || former_lines.sequence THEN ''
                    ELSE nullif(id, '') END,
                nullif(incident, ''), nullif(about, '')
            FROM former_lines
            LEFT JOIN epochs ON epochs.number = former_lines.epoch
            JOIN facets ON facets.agent = former_lines.agent AND facets.workload = ifnull(former_lines.workload, '')
                AND facets.kind = ifnull(former_lines.kind, '') AND facets.severity = former_lines.severity
                AND facets.schema = former_lines.schema
            ORDER BY position;
        DROP TABLE former_lines;
        CREATE UNIQUE INDEX lines_once ON lines (epoch, sequence);
        CREATE INDEX lines_by_facet ON lines (facet);
        CREATE INDEX lines_by_id ON lines (id) WHERE id <> '';
        CREATE INDEX lines_by_incident ON lines (incident) WHERE incident IS NOT NULL;
        CREATE INDEX lines_by_about ON lines (about) WHERE about IS NOT NULL;
        """
}

/// How agents stand with the collector itself: what it has told of them and not yet ended, and what each has sent.
enum SchemaVersion5 {
    static let sql = """
        CREATE TABLE conditions (
            agent TEXT NOT NULL, kind TEXT NOT NULL, since_ns INTEGER NOT NULL, alert TEXT NOT NULL,
            PRIMARY KEY (agent, kind)) STRICT, WITHOUT ROWID;
        CREATE TABLE shares (
            agent TEXT PRIMARY KEY, used INTEGER NOT NULL, at_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """
}

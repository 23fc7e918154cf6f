/// How far each output is, and what it did not deliver.
enum SchemaVersion2 {
    static let sql = """
        CREATE TABLE outputs (
            name TEXT PRIMARY KEY, position INTEGER NOT NULL, sent INTEGER NOT NULL, filtered INTEGER NOT NULL,
            over_budget INTEGER NOT NULL, dead INTEGER NOT NULL, withheld INTEGER NOT NULL, tokens_milli INTEGER,
            refilled_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letters (
            number INTEGER PRIMARY KEY AUTOINCREMENT, output TEXT NOT NULL, position INTEGER NOT NULL,
            alert TEXT NOT NULL, agent TEXT NOT NULL, time_ns INTEGER NOT NULL, cause TEXT NOT NULL,
            reason TEXT NOT NULL, UNIQUE (output, position)) STRICT;
        CREATE INDEX dead_letters_by_output ON dead_letters (output, number);
        """
}

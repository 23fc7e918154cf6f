/// What agents signed, kept whole: `verify` checks the signature again, and nothing signed counts twice.
enum SchemaVersion3 {
    static let sql = """
        ALTER TABLE epochs ADD COLUMN signed_body BLOB;
        CREATE TABLE boots (
            agent TEXT NOT NULL, boot TEXT NOT NULL, boot_ns INTEGER NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (agent, boot)) STRICT, WITHOUT ROWID;
        """
}

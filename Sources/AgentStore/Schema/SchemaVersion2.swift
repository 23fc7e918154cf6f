/// Whose lines an epoch holds: what goes to a collector names its agent, and a tombstone has no line that would.
let schemaVersion2 = """
    ALTER TABLE epochs ADD COLUMN agent TEXT NOT NULL DEFAULT '';
    UPDATE epochs SET agent = coalesce((SELECT agent FROM identity), '');
    """

package import BehaviourModel

/// Stands where lines were dropped, so that the chain still shows what is missing and that nothing else is.
package struct Tombstone: Hashable, Sendable {
    package let link: ChainLink
    /// Whose lines they were, as the line that travels says it; nil where it never left the agent.
    package var agent: String?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    /// A tombstone for one line, or for what another tombstone stands for.
    package init(for link: ChainLink, agent: String? = nil) {
        self.link = link
        self.agent = agent
    }

    /// One tombstone for this and the one directly behind it; nil when they do not fit together.
    package func joined(with next: Tombstone) -> Tombstone? {
        let last = link.sequences.upperBound
        guard link.epoch == next.link.epoch, last &+ 1 == next.link.sequences.lowerBound,
            link.hash == next.link.previous
        else { return nil }
        return Tombstone(
            for: ChainLink(
                epoch: link.epoch, sequences: link.sequences.lowerBound...next.link.sequences.upperBound,
                previous: link.previous, hash: next.link.hash))
    }

    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        unknown = JSONObject()
        agent = try fields.optionalString("agent")
        let epoch = try fields.string("epoch")
        let first: Int64 = try fields.integer("first")
        let last: Int64 = try fields.integer("last")
        guard first <= last, ChainLink.possible.contains(first), ChainLink.possible.contains(last) else {
            throw fields.error("last", expected: "a range of sequences from 1", found: "\(first) to \(last)")
        }
        link = ChainLink(
            epoch: epoch, sequences: first...last, previous: try fields.fingerprint("previous"),
            hash: try fields.fingerprint("hash"))
        _ = fields.value("schema")
        unknown = fields.unknown
    }

    package var json: JSONValue {
        var known: JSONObject = [
            "schema": .string(SchemaName.tombstone),
            "epoch": .string(link.epoch),
            "first": .integer(link.sequences.lowerBound),
            "last": .integer(link.sequences.upperBound),
            "previous": .string(link.previous.hexadecimal),
            "hash": .string(link.hash.hexadecimal),
        ]
        known.set("agent", agent)
        return .object(known.adding(unknown: unknown))
    }

    /// Canonical JSON, without a line end.
    package var line: [UInt8] { CanonicalJSON.bytes(json) }
}

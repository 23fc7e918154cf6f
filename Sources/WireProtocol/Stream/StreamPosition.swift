package import BehaviourModel

/// A place in an agent's stream of stored lines: everything up to this sequence of this epoch.
package struct StreamPosition: Hashable, Sendable {
    package var epoch: String
    /// Of the last line before the place; 0 at the epoch's beginning.
    package var sequence: Int64

    package init(epoch: String, sequence: Int64) {
        self.epoch = epoch
        self.sequence = sequence
    }
}

extension StreamPosition {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        epoch = try fields.string("epoch")
        sequence = try fields.integer("sequence")
        guard sequence >= 0 else {
            throw fields.error("sequence", expected: "a number from 0", found: "\(sequence)")
        }
    }

    package var object: JSONObject { ["epoch": .string(epoch), "sequence": .integer(sequence)] }
}

package import BehaviourModel

/// A recording: progress lines while it runs, the same as the one item at its end.
package struct RecordAnswer: Hashable, Sendable {
    package var path: String
    package var batches: Int64
    package var observations: Int64
    package var bytes: Int64
    package var elapsedNanoseconds: Int64
    /// Why it ended: `time`, `client`, `size`, `failure`; null while it runs.
    package var endedBy: String?
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        path: String, batches: Int64, observations: Int64, bytes: Int64, elapsedNanoseconds: Int64,
        endedBy: String? = nil, words: String
    ) {
        self.path = path
        self.batches = batches
        self.observations = observations
        self.bytes = bytes
        self.elapsedNanoseconds = elapsedNanoseconds
        self.endedBy = endedBy
        self.words = words
    }
}

extension RecordAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        path = try fields.string("out")
        batches = try fields.integer("batches")
        observations = try fields.integer("observations")
        bytes = try fields.integer("bytes")
        elapsedNanoseconds = try fields.integer("elapsed_ns")
        endedBy = try fields.optionalString("ended_by")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "out": .string(path),
            "batches": .integer(batches),
            "observations": .integer(observations),
            "bytes": .integer(bytes),
            "elapsed_ns": .integer(elapsedNanoseconds),
            "ended_by": .optional(endedBy),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

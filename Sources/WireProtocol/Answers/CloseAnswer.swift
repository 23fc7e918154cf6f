package import BehaviourModel

/// An incident was closed: the one item of `alerts close`.
package struct CloseAnswer: Hashable, Sendable {
    package var alert: String
    package var incident: String
    /// `attack`, `expected` or `noise`.
    package var closing: String
    /// The operator.
    package var by: String
    package var comment: String?
    /// What follows from it.
    package var words: String
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        alert: String, incident: String, closing: String, by: String, comment: String? = nil, words: String
    ) {
        self.alert = alert
        self.incident = incident
        self.closing = closing
        self.by = by
        self.comment = comment
        self.words = words
    }
}

extension CloseAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        alert = try fields.string("alert")
        incident = try fields.string("incident")
        closing = try fields.string("as")
        by = try fields.string("by")
        comment = try fields.optionalString("comment")
        words = try fields.string("words")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "alert": .string(alert),
            "incident": .string(incident),
            "as": .string(closing),
            "by": .string(by),
            "comment": .optional(comment),
            "words": .string(words),
        ]
        return known.adding(unknown: unknown)
    }
}

package import BehaviourModel

/// An alert in words: the one item of `explain`.
package struct ExplainAnswer: Hashable, Sendable {
    /// The words, a line each.
    package var lines: [String]
    /// The alert as it is stored.
    package var alert: JSONValue
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        lines: [String] = [], alert: JSONValue
    ) {
        self.lines = lines
        self.alert = alert
    }
}

extension ExplainAnswer: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        lines = try fields.strings("lines")
        guard let alert = fields.value("alert") else {
            throw fields.error("alert", expected: "an alert", found: "nothing")
        }
        self.alert = alert
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "lines": .strings(lines),
            "alert": alert,
        ]
        return known.adding(unknown: unknown)
    }
}

package import BehaviourModel

/// How stored lines leave the agent: the stream socket, and how far the collector is.
package struct StreamStatus: Hashable, Sendable {
    package var path: String
    /// Who may connect, beside root.
    package var user: String
    /// Relays that are subscribed now.
    package var connected: Int64
    /// What the collector has; nil before the first acknowledgement.
    package var acknowledged: StreamPosition?
    /// Stored lines that it does not have.
    package var waiting: Int64
    /// Lines that it refused for good, ever.
    package var refused: Int64
    /// Heartbeats carry a signature.
    package var isSigned: Bool
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        path: String, user: String, connected: Int64, acknowledged: StreamPosition? = nil, waiting: Int64,
        refused: Int64, isSigned: Bool
    ) {
        self.path = path
        self.user = user
        self.connected = connected
        self.acknowledged = acknowledged
        self.waiting = waiting
        self.refused = refused
        self.isSigned = isSigned
    }
}

extension StreamStatus: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        path = try fields.string("path")
        user = try fields.string("user")
        connected = try fields.integer("connected")
        if let place = try fields.optionalObject("acknowledged") { acknowledged = try StreamPosition(from: place) }
        waiting = try fields.integer("waiting")
        refused = try fields.integer("refused")
        isSigned = try fields.bool("signed")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "path": .string(path),
            "user": .string(user),
            "connected": .integer(connected),
            "acknowledged": acknowledged.map { .object($0.object) } ?? .null,
            "waiting": .integer(waiting),
            "refused": .integer(refused),
            "signed": .bool(isSigned),
        ]
        return known.adding(unknown: unknown)
    }
}

internal import BehaviourModel

/// The schemas of the messages here and of what they carry. A change that readers of a version cannot bear raises its number.
package enum SchemaName {
    package static let alert = Alert.schema
    package static let control = "yagura.control/1"
    package static let heartbeat = "yagura.heartbeat/1"
    package static let stream = "yagura.stream/1"
    package static let tombstone = "yagura.tombstone/1"
}

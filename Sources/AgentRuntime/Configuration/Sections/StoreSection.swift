package import BehaviourModel
internal import ConfigurationReading

/// `store`: where the database lies, and how large it may grow.
package struct StoreSection: Hashable, Sendable {
    package var directory = "/var/lib/yagura"
    package var limit = ByteCount(bytes: 256 << 20)

    init() {}

    init(from map: inout MapReader) {
        directory = map.path("directory", default: directory)
        limit = map.size("limit", default: limit, from: ByteCount(bytes: 16 << 20), to: ByteCount(bytes: 1 << 40))
    }

    var json: JSONValue {
        ["directory": .string(directory), "limit": .string(ByteSizeText.format(limit))]
    }
}

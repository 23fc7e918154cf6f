package import BehaviourModel
internal import ConfigurationReading

/// `store`: where the database lies, and how large it may grow.
package struct StoreSection: Hashable, Sendable {
    package var directory = "/var/lib/yagura-collector"
    /// 0: what the disk holds.
    package var limit = ByteCount(bytes: 0)

    init() {}

    init(from map: inout MapReader) {
        directory = map.path("directory", default: directory)
        limit = map.size("limit", default: limit, from: ByteCount(bytes: 16 << 20), to: ByteCount(bytes: 1 << 44))
    }

    var json: JSONValue {
        var object: JSONObject = ["directory": .string(directory)]
        if limit.bytes > 0 { object["limit"] = .string(ByteSizeText.format(limit)) }
        return .object(object)
    }
}

/// `tls`: the authority that signs agents, and the server's own certificate.
package struct TLSSection: Hashable, Sendable {
    package var authority = "/var/lib/yagura-collector/ca.pem"
    package var certificate = "/var/lib/yagura-collector/server.pem"
    package var key = "/var/lib/yagura-collector/server.key"

    init() {}

    init(from map: inout MapReader) {
        authority = map.path("ca", default: authority)
        certificate = map.path("certificate", default: certificate)
        key = map.path("key", default: key)
    }

    var json: JSONValue { ["ca": .string(authority), "certificate": .string(certificate), "key": .string(key)] }
}

/// `limits`: what clients may ask of the collector at most.
package struct LimitsSection: Hashable, Sendable {
    /// Connections at a time.
    package var connections = 4_096
    /// Of them at a time from one address without a certificate, or by one agent.
    package var connectionsEach = 64
    /// Lines a second that one agent may send for ever.
    package var rate = 20_000
    /// Bytes that one agent may bring in a day: its whole store after an outage, and as much again.
    package var daily = ByteCount(bytes: 512 << 20)
    /// New epochs of one agent in an hour: an agent begins one when its database is made anew.
    package var epochs = 20
    /// A body must have come within this time.
    package var bodyTime = Duration.seconds(30)

    init() {}

    init(from map: inout MapReader) {
        connections = map.integer("connections", default: connections, in: 16...100_000)
        connectionsEach = map.integer("connections_each", default: connectionsEach, in: 4...100_000)
        rate = map.integer("rate", default: rate, in: 1...1_000_000)
        daily = map.size("daily", default: daily, from: ByteCount(bytes: 16 << 20), to: ByteCount(bytes: 1 << 44))
        epochs = map.integer("epochs", default: epochs, in: 1...100_000)
        bodyTime = map.duration("body_time", default: bodyTime, to: .seconds(600))
    }

    var json: JSONValue {
        [
            "connections": .integer(Int64(connections)), "connections_each": .integer(Int64(connectionsEach)),
            "rate": .integer(Int64(rate)), "daily": .string(ByteSizeText.format(daily)),
            "epochs": .integer(Int64(epochs)),
            "body_time": .string(DurationText.format(bodyTime)),
        ]
    }
}

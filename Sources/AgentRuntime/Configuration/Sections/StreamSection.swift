internal import BehaviourModel
internal import ConfigurationReading

/// `stream`: who may read the stored lines to carry them away, and by which key their end is vouched for.
package struct StreamSection: Hashable, Sendable {
    /// The relay's user; it needs not exist.
    package var user = "yagura-relay"
    /// An Ed25519 key in PEM, of root alone; heartbeats are unsigned where there is no such file.
    package var chainKey = "/etc/yagura/chain.key"

    init() {}

    init(from map: inout MapReader) {
        user = map.value("user", default: user, "the name of a user") { Self.isName($0.text) ? $0.text : nil }
        chainKey = map.path("chain_key", default: chainKey)
    }

    var json: JSONValue { ["user": .string(user), "chain_key": .string(chainKey)] }

    /// As systemd-sysusers(8) takes them.
    private static func isName(_ text: String) -> Bool {
        (1...31).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

internal import BehaviourModel
internal import ConfigurationReading

/// `sockets`: where operators and the relay find the agent.
package struct SocketsSection: Hashable, Sendable {
    package var control = "/run/yagura/control.sock"
    package var stream = "/run/yagura/stream.sock"

    /// sun_path of `struct sockaddr_un`, less the NUL at its end.
    private static let pathLimit = 107

    init() {}

    init(from map: inout MapReader) {
        control = Self.socket("control", control, &map)
        stream = Self.socket("stream", stream, &map)
        if control == stream {
            map.contradiction("stream", value: "\"\(stream)\"", "another path than sockets.control")
        }
    }

    private static func socket(_ key: String, _ standard: String, _ map: inout MapReader) -> String {
        map.value(key, default: standard, "\(MapReader.pathExpectation) of at most \(pathLimit) bytes") {
            MapReader.path($0.text).flatMap { $0.utf8.count <= pathLimit ? $0 : nil }
        }
    }

    var json: JSONValue { ["control": .string(control), "stream": .string(stream)] }
}

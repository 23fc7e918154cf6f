package import BehaviourModel
internal import ConfigurationReading

/// `mode` and `sensors`: how far the agent goes, and by what it sees.
package struct HostSection: Hashable, Sendable {
    package enum Sensor: String, Hashable, Sendable, CaseIterable { case audit, procfs }

    /// For every workload that has no mode of its own.
    package var mode: OperatingMode = .alert
    /// nil: `auto`, what works on this host.
    package var sensors: [Sensor]?

    init() {}

    init(from map: inout MapReader) {
        mode = map.word("mode", default: mode)
        let node = map.node("sensors")
        switch node?.content {
        case nil: break
        case .scalar("auto", _): break
        case .list(let nodes): sensors = Self.list(nodes, map)
        default: map.contradiction("sensors", value: node?.inWords ?? "", "auto, or a list of audit, procfs")
        }
    }

    private static func list(_ nodes: [YAMLNode], _ map: MapReader) -> [Sensor]? {
        var sensors: [Sensor] = []
        for (index, node) in nodes.enumerated() {
            let key = "\(map.full("sensors"))[\(index)]"
            guard case .scalar(let text, _) = node.content, let sensor = Sensor(rawValue: text) else {
                map.problems.add(at: node.place, key: key, value: node.inWords, expectation: "one of audit, procfs")
                continue
            }
            if sensors.contains(sensor) {
                map.problems.add(at: node.place, key: key, value: text, expectation: "each sensor once")
            }
            sensors.append(sensor)
        }
        if nodes.isEmpty { map.contradiction("sensors", value: "an empty list", "at least one sensor, or auto") }
        return sensors.isEmpty ? nil : sensors
    }

    var members: [(String, JSONValue)] {
        [
            ("mode", .string(mode.rawValue)),
            ("sensors", sensors.map { .strings($0.map(\.rawValue)) } ?? "auto"),
        ]
    }
}

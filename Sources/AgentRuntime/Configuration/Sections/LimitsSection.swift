package import BehaviourModel
internal import ConfigurationReading

/// `limits`: what the agent itself may use. This version enforces none of it: other values than the defaults are refused,
/// so that nobody relies on them; the unit's bounds hold.
package struct LimitsSection: Hashable, Sendable {
    package var memory = ByteCount(bytes: 256 << 20)
    /// Of one processor, in per cent.
    package var cpuPercent = 20

    init() {}

    init(from map: inout MapReader) {
        memory = map.size(
            "memory", default: memory, from: ByteCount(bytes: 32 << 20), to: ByteCount(bytes: 64 << 30))
        cpuPercent = map.value("cpu", default: cpuPercent, "a share of one processor such as 20%, from 1% to 6400%") {
            guard $0.text.utf8.last == UInt8(ascii: "%"), let percent = Int($0.text.dropLast()),
                $0.text.utf8.first != UInt8(ascii: "+")
            else { return nil }
            return (1...6_400).contains(percent) ? percent : nil
        }
        let standard = LimitsSection()
        if memory != standard.memory {
            refuse("memory", ByteSizeText.format(memory), ByteSizeText.format(standard.memory), "MemoryMax", &map)
        }
        if cpuPercent != standard.cpuPercent {
            refuse("cpu", "\(cpuPercent)%", "\(standard.cpuPercent)%", "CPUQuota", &map)
        }
    }

    private func refuse(
        _ key: String, _ value: String, _ standard: String, _ setting: String, _ map: inout MapReader
    ) {
        map.contradiction(
            key, value: value,
            "\(standard), for nobody enforces another yet (\(setting)= of the unit does)")
    }

    var json: JSONValue {
        ["memory": .string(ByteSizeText.format(memory)), "cpu": .string("\(cpuPercent)%")]
    }
}

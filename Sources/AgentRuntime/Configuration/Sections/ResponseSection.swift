internal import BehaviourModel
internal import ConfigurationReading

/// `response`: how much may be done, and where it is written what is done.
package struct ResponseSection: Hashable, Sendable {
    /// The longest lease.
    package var lease: Duration = .seconds(20)
    /// Freezes in `per`.
    package var maximumContainers = 1
    package var per: Duration = .seconds(600)
    /// Patterns of scope/name, or control groups that begin with a slash.
    package var protected: [String] = []
    /// The folder of the policy files.
    package var policy = "/etc/yagura/response.d"

    init() {}

    init(from map: inout MapReader) {
        lease = map.duration("lease", default: lease, from: .seconds(1), to: .seconds(86_400))
        maximumContainers = map.integer("max_containers", default: maximumContainers, in: 0...10_000)
        per = map.duration("per", default: per, from: .seconds(1), to: .seconds(7 * 86_400))
        protected = map.list("protected", default: protected, "a pattern of scope/name, or a control group such as /x")
        {
            $0.text.isEmpty || $0.text.utf8.contains(0) ? nil : $0.text
        }
        policy = map.path("policy", default: policy)
    }

    var json: JSONValue {
        [
            "lease": .string(DurationText.format(lease)), "max_containers": .integer(Int64(maximumContainers)),
            "per": .string(DurationText.format(per)), "protected": .strings(protected), "policy": .string(policy),
        ]
    }
}

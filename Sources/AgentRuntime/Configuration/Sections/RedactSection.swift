internal import BehaviourModel
internal import ConfigurationReading

/// `redact`: parts of names whose values are secrets, beside the usual ones.
package struct RedactSection: Hashable, Sendable {
    package var names: [String] = []

    init() {}

    init(from map: inout MapReader) {
        names = map.list("redact", default: names, "a part of a name such as session_key, of 3 to 200 bytes") {
            (3...200).contains($0.text.utf8.count) ? $0.text : nil
        }
    }

    var json: JSONValue { .strings(names) }
}

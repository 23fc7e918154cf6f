/// Writes figures in the text format of Prometheus, version 0.0.4: relay and collector answer `GET /metrics` with it.
///
/// Names and helps are ours; a label's value may be anything, and is escaped.
package struct MetricsText {
    /// The `Content-Type` of an answer that carries the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""

    package init() {}

    package mutating func counter(_ name: String, _ help: String, _ value: some Numeric) {
        family(name, "counter", help)
        sample(name, value)
    }

    package mutating func gauge(
        _ name: String, _ help: String, _ value: some Numeric, _ labels: KeyValuePairs<String, String> = [:]
    ) {
        family(name, "gauge", help)
        sample(name, value, labels)
    }

    /// Announces samples of one name. `kind` is `counter` or `gauge`.
    package mutating func family(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    package mutating func sample(
        _ name: String, _ value: some Numeric, _ labels: KeyValuePairs<String, String> = [:]
    ) {
        let inside = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += inside.isEmpty ? "\(name) \(value)\n" : "\(name){\(inside)} \(value)\n"
    }

    /// The format knows three escapes in a label's value.
    private static func escaped(_ value: String) -> String {
        var output = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\"": output += "\\\""
            case "\n": output += "\\n"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

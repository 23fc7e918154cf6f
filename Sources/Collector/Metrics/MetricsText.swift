/// Writes figures in the text format of Prometheus.
struct MetricsText {
    private(set) var text = ""

    mutating func counter(_ name: String, _ help: String, _ value: some BinaryInteger) {
        family(name, "counter", help)
        sample(name, value)
    }

    mutating func gauge(
        _ name: String, _ help: String, _ value: some BinaryInteger, _ labels: KeyValuePairs<String, String> = [:]
    ) {
        family(name, "gauge", help)
        sample(name, value, labels)
    }

    /// Announces samples of one name.
    mutating func family(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    mutating func sample(_ name: String, _ value: some BinaryInteger, _ labels: KeyValuePairs<String, String> = [:]) {
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

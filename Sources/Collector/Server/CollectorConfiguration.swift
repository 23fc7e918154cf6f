package import BehaviourModel
package import ConfigurationReading
internal import Foundation

/// What `collector.yaml` says, complete with defaults.
package struct CollectorConfiguration: Hashable, Sendable {
    package var listen = ListenAddress(host: "0.0.0.0", port: 8_443)
    /// Under which name people and relays find it: for links and bundles.
    package var name = "localhost"
    package var store = StoreSection()
    package var tls = TLSSection()
    package var limits = LimitsSection()
    package var outputs = OutputsSection()
    /// After this long without a heartbeat an agent is silent.
    package var silence = Duration.seconds(180)

    package init() {}

    /// Reads a file; every problem in it is reported together.
    package static func load(path: String) -> Result<CollectorConfiguration, ConfigurationProblems> {
        let problems = ProblemList()
        problems.note(file: path)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            problems.add(file: path, expectation: "a file that can be read", value: "none")
            return result(CollectorConfiguration(), problems)
        }
        return parse(Array(bytes), file: path)
    }

    package static func parse(
        _ bytes: [UInt8], file: String = "collector.yaml"
    ) -> Result<CollectorConfiguration, ConfigurationProblems> {
        let problems = ProblemList()
        let root = YAMLDocument.keysAndValues(bytes, file: file, into: problems)
        return result(CollectorConfiguration(root, file: file, problems: problems), problems)
    }

    private static func result(
        _ configuration: CollectorConfiguration, _ problems: ProblemList
    ) -> Result<CollectorConfiguration, ConfigurationProblems> {
        problems.all.map { .failure($0) } ?? .success(configuration)
    }

    private init(_ root: YAMLNode?, file: String, problems: ProblemList) {
        let start = YAMLPlace(file: file, line: 1, column: 1)
        var map = MapReader(root, path: "", at: start, problems: problems)
        listen = map.value("listen", default: listen, "an address and a port such as 0.0.0.0:8443 or [::]:8443") {
            ListenAddress($0.text)
        }
        name = map.value("name", default: name, "a host name or an address") {
            HostName.isValid($0.text) || AddressBytes.parse($0.text) != nil ? $0.text : nil
        }
        silence = map.duration("silence", default: silence, from: .seconds(10))
        store = map.section("store", StoreSection.init(from:))
        tls = map.section("tls", TLSSection.init(from:))
        limits = map.section("limits", LimitsSection.init(from:))
        outputs = map.section("outputs", OutputsSection.init(from:))
        map.finish()
    }

    /// Everything with every default, as the file would say it.
    package var effectiveYAML: String { YAMLText.write(effective) }

    package var effective: JSONValue {
        [
            "listen": .string(listen.text), "name": .string(name), "silence": .string(DurationText.format(silence)),
            "store": store.json, "tls": tls.json, "limits": limits.json, "outputs": outputs.json,
        ]
    }
}

extension CollectorConfiguration {
    /// Under which people and relays reach it.
    package var url: String {
        let host = name.contains(":") ? "[\(name)]" : name
        return "https://\(host):\(listen.port)"
    }

    package var storePath: String { store.directory + "/" + CollectorFolder.File.store.rawValue }
}

extension MapReader {
    /// Reads one section and reports the keys in it that nobody knows.
    mutating func section<Section>(_ key: String, _ read: (inout MapReader) -> Section) -> Section {
        var inner = map(key)
        let section = read(&inner)
        inner.finish()
        return section
    }
}

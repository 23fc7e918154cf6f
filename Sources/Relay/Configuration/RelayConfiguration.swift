package import ConfigurationReading
internal import FoundationEssentials

/// What an operator has decided for the relay: `/etc/yagura/relay.yaml`.
package struct RelayConfiguration: Hashable, Sendable {
    /// The agent's stream socket.
    package var stream = "/run/yagura/stream.sock"
    package var collector = CollectorSection()
    package var tls = TLSSection()
    package var metrics = MetricsSection()

    package init() {}

    init(_ root: YAMLNode?, file: String, problems: ProblemList) {
        let start = YAMLPlace(file: file, line: 1, column: 1)
        var map = MapReader(root, path: "", at: start, problems: problems)
        var sockets = map.map("sockets")
        stream = sockets.path("stream", default: stream)
        sockets.finish()
        collector = CollectorSection(from: &map)
        tls = TLSSection(from: &map)
        metrics = MetricsSection(from: &map)
        map.finish()
    }

    /// Reads the file; every problem in it is reported together.
    package static func load(path: String) -> Result<RelayConfiguration, ConfigurationProblems> {
        let problems = ProblemList()
        problems.note(file: path)
        do throws(FileProblem) {
            let bytes = try RelayFile.read(path, limit: YAMLDocument.sizeLimit)
            return parse(bytes, file: path, into: problems)
        } catch {
            problems.add(file: path, expectation: "a file that can be read", value: error.words)
            return parse([], file: path, into: problems)
        }
    }

    package static func parse(_ bytes: [UInt8], file: String) -> Result<RelayConfiguration, ConfigurationProblems> {
        parse(bytes, file: file, into: ProblemList())
    }

    private static func parse(
        _ bytes: [UInt8], file: String, into problems: ProblemList
    ) -> Result<RelayConfiguration, ConfigurationProblems> {
        let root = YAMLDocument.parse(bytes, file: file, into: problems)
        let configuration = RelayConfiguration(root, file: file, problems: problems)
        return problems.all.map { .failure($0) } ?? .success(configuration)
    }
}

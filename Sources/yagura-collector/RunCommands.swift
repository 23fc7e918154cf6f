internal import ArgumentParser
internal import Collector
internal import ConfigurationReading
internal import Logging
internal import WireProtocol

/// Where the configuration is.
struct ConfigurationOption: ParsableArguments {
    @Option(help: "The configuration, as init makes it.")
    var config = "/var/lib/yagura-collector/collector.yaml"

    func load(failing status: ExitStatus) throws -> CollectorConfiguration {
        switch CollectorConfiguration.load(path: config) {
        case .success(let configuration): return configuration
        case .failure(let problems): throw CollectorError(status, problems.description)
        }
    }

    /// The same, with the rights of who may write it, and then of who may write the store.
    func loadAsOwner() throws -> CollectorConfiguration {
        let folder = config.lastIndex(of: "/").map { $0 == config.startIndex ? "/" : String(config[..<$0]) } ?? "."
        try FolderOwner.become(folder)
        try FolderOwner.become(config, .file)
        let configuration = try load(failing: .usage)
        try FolderOwner.become(configuration.store.directory)
        return configuration
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report every problem of the configuration, with file, line and column.")

    @OptionGroup var file: ConfigurationOption
    @Flag(help: "Print the whole configuration in force, every default included.") var dumpEffective = false

    func run() async throws {
        try await Speech.end {
            let configuration = try file.load(failing: .problemsFound)
            Speech.print(dumpEffective ? configuration.effectiveYAML : "configuration is valid\n")
            return .done
        }
    }
}

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM. SIGHUP reads the certificates anew.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        try await Speech.end {
            let configuration = try file.load(failing: .usage)
            LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
            var logger = Logger(label: "yagura-collector")
            logger.logLevel = .info
            try await RunCommand(configuration) { [ConsoleCapability(), OutputCapability($0)] }.run(logger: logger) {
                Speech.say($0)
            }
            return .done
        }
    }
}

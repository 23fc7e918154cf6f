internal import AgentRuntime
internal import ArgumentParser
internal import LinuxKernel
internal import WireProtocol

/// The agent's program: parses arguments and starts.
@main struct Program: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura-agent",
        abstract: "Watches the containers of this host, learns what they do, and says when one does something else.",
        discussion: """
            It runs as root, as a systemd service (yagura-agent.service), and opens no network socket. Operators talk to it \
            with yagura(1).

              yagura-agent check --config /etc/yagura/agent.yaml
              yagura-agent run --config /etc/yagura/agent.yaml
            """,
        version: ProgramVersion.text, subcommands: [Run.self, Check.self])

    /// Where the package puts the configuration.
    static let standardPath = "/etc/yagura/agent.yaml"
}

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run until SIGTERM. SIGHUP reads the configuration anew; a bad file keeps the old one.")

    @Option(help: "The configuration; drop-ins in agent.d beside it are read after it.")
    var config = Program.standardPath

    func run() throws {
        switch AgentConfiguration.load(path: config) {
        case .failure(let problems):
            StandardStream.error("\(problems)\n")
            throw ArgumentParser.ExitCode(ExitStatus.usage.rawValue)
        case .success(let configuration):
            let status = Agent.run(configuration, path: config)
            throw ArgumentParser.ExitCode(status.rawValue)
        }
    }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report every problem of the configuration, with file, line and column.")

    @Option(help: "The configuration; drop-ins in agent.d beside it are read after it.")
    var config = Program.standardPath

    @Flag(help: "Print the whole configuration in force, every default included.")
    var dumpEffective = false

    @Flag(help: "Print it as one JSON object.")
    var json = false

    func run() throws {
        switch AgentConfiguration.load(path: config) {
        case .failure(let problems):
            StandardStream.error("\(problems)\n")
            throw ArgumentParser.ExitCode(ExitStatus.problemsFound.rawValue)
        case .success(let configuration):
            if dumpEffective || json {
                StandardStream.output(json ? configuration.effectiveJSON : configuration.effectiveYAML)
            } else {
                StandardStream.output(configuration.checkReport)
            }
        }
    }
}

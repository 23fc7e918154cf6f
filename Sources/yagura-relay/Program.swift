internal import ArgumentParser
internal import ConfigurationReading
internal import Relay
internal import WireProtocol

/// The relay's program: parses arguments and starts.
@main struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura-relay",
        abstract: "Carries what an agent has stored to a collector, over mutual TLS.",
        discussion: """
            It runs without privileges, as a systemd service (yagura-relay.service), beside the agent, which opens no \
            network socket itself. What was delivered stands in the agent's store: the relay keeps nothing.

              yagura-relay enroll --bundle node-7.json
              yagura-relay check
              yagura-relay run --config /etc/yagura/relay.yaml
            """,
        version: ProgramVersion.text, subcommands: [Run.self, Enroll.self, Check.self])

    /// Where `enroll` puts the configuration.
    static let standardPath = "/etc/yagura/relay.yaml"

    static func load(_ path: String, failing status: WireProtocol.ExitStatus) throws -> RelayConfiguration {
        switch RelayConfiguration.load(path: path) {
        case .success(let configuration): return configuration
        case .failure(let problems):
            for problem in problems.problems { RelayLog.error("\(problem)") }
            throw ArgumentParser.ExitCode(status.rawValue)
        }
    }
}

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Run until SIGTERM; what is in flight is finished then. Renewed certificates are taken without a restart.")

    @Option(help: "The configuration.") var config = Program.standardPath

    func run() async throws {
        let service = RelayService(try Program.load(config, failing: .usage))
        throw ArgumentParser.ExitCode(await service.run().rawValue)
    }
}

struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Lay down the certificate, keys and configuration of a bundle that yagura-collector issue has written.")

    @Option(help: "The bundle; remove it afterwards, it holds keys.") var bundle: String
    @Option(help: "Where the files go.") var dir = "/etc/yagura"
    @Option(
        help:
            "The authority's fingerprint, as yagura-collector init and issue print it; a bundle of another one is refused."
    )
    var fingerprint: String?

    func run() throws {
        do throws(EnrolmentProblem) {
            for line in try Enrolment.lay(bundle, in: dir, fingerprint: fingerprint) { print(line) }
        } catch {
            RelayLog.error("\(error)")
            throw ArgumentParser.ExitCode(WireProtocol.ExitStatus.failed.rawValue)
        }
    }
}

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the configuration, the certificate, the agent and each collector; 9 when something is wrong."
    )

    @Option(help: "The configuration.") var config = Program.standardPath

    func run() async throws {
        let configuration = try Program.load(config, failing: .problemsFound)
        let findings = await RelayCheck(configuration).run()
        for finding in findings { print((finding.isProblem ? "problem  " : "ok       ") + finding.words) }
        guard findings.contains(where: \.isProblem) else { return }
        throw ArgumentParser.ExitCode(WireProtocol.ExitStatus.problemsFound.rawValue)
    }
}

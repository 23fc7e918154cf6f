internal import ArgumentParser
internal import Collector
internal import WireProtocol

struct TestOutput: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-output",
        abstract: "Send one marked test alert to an output, now, and say what came of it.")

    @OptionGroup var file: ConfigurationOption
    @Argument(help: "The output's name in the configuration.") var name: String

    func run() async throws {
        try await Speech.end {
            let configuration = try file.loadAsOwner()
            var section = configuration.outputs
            section.console = section.console ?? configuration.url
            Speech.print(try await OutputTrial.run(name, in: section, now: WallClock.now) + "\n")
            return .done
        }
    }
}

struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "List what was not notified, newest first, with the reason; also beside a running collector.")

    @OptionGroup var file: ConfigurationOption
    @Option(help: "Only those of this output.") var output: String?
    @Option(help: "How many at most.") var limit = 100
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
        try await Speech.end {
            guard (1...10_000).contains(limit) else { throw CollectorError.usage("limit: a number from 1 to 10000") }
            let store = try SQLiteStore(path: try file.loadAsOwner().storePath, options: .beside)
            let letters = try await store.deadLetters(of: output, before: nil, limit: limit)
            for line in DeadLetterList.lines(letters, asJSON: json) { Speech.print(line + "\n") }
            return .done
        }
    }
}

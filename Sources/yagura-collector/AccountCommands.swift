internal import ArgumentParser
internal import Collector
internal import WireProtocol

struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List who may sign in, with how many sessions are open.")

    @OptionGroup var folder: FolderOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
        try await Speech.end {
            for line in try await folder.home().people(asJSON: json) {
                Speech.print(line + "\n")
            }
            return .done
        }
    }
}

struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the tokens of scripts by name; their secrets are not stored.")

    @OptionGroup var folder: FolderOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
        try await Speech.end {
            for line in try await folder.home().tokens(asJSON: json) {
                Speech.print(line + "\n")
            }
            return .done
        }
    }
}

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take away a person, a token, or a person's sessions, at once, also in a running collector.",
        discussion: """
            A removed person's sessions end with it; a stream of events that is open then ends within five seconds. Someone who was \
            removed can come back by a link only.

              yagura-collector remove --dir /var/lib/yagura-collector --person ada
              yagura-collector remove --dir /var/lib/yagura-collector --token grafana
              yagura-collector remove --dir /var/lib/yagura-collector --sessions ada
            """)

    @OptionGroup var folder: FolderOption
    @Option(help: "A person, with all sessions.") var person: String?
    @Option(help: "A script's token.") var token: String?
    @Option(help: "The sessions of a person who stays.") var sessions: String?

    func run() async throws {
        try await Speech.end {
            var removals: [AccountRemoval] = []
            if let person { removals.append(.person(person)) }
            if let token { removals.append(.token(token)) }
            if let sessions { removals.append(.sessions(of: sessions)) }
            guard removals.count == 1, let removal = removals.first else {
                throw CollectorError.usage("remove: one of --person, --token, --sessions")
            }
            if let note = try await folder.home().remove(removal) { Speech.say("note: \(note)\n") }
            return .done
        }
    }
}

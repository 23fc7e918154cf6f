internal import ArgumentParser
internal import BehaviourModel
internal import Collector
internal import WireProtocol

struct Initialise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract:
            "Make a collector: authority, server's certificate, store, configuration, and a link for the first administrator."
    )

    @OptionGroup var folder: FolderOption

    @Option(help: "A host name or address under which it is reached; may be given several times.")
    var name: [String] = []

    @Option(help: "Where it will listen.")
    var listen = "0.0.0.0:8443"

    func run() async throws {
        try await Speech.end {
            guard let address = ListenAddress(listen) else {
                throw CollectorError.usage("listen: an address and a port such as 0.0.0.0:8443")
            }
            try FolderOwner.become(folder.dir, .newFolder)
            let made = try await InitialiseCommand(directory: folder.dir, names: name, listen: address).run()
            Speech.print(
                """
                made \(made.configuration)
                authority's fingerprint (SHA-256), for who signs in or enrolls: \(made.fingerprint)
                The first administrator is whoever opens this link first, within 24 hours:
                \(made.link)

                """)
            return .done
        }
    }
}

struct Issue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a bundle for one agent: certificate, keys, authority, the collector's address.")

    @OptionGroup var folder: FolderOption
    @Option(help: "The agent's name.") var agent: String
    @Option(help: "The file to make; it holds keys.") var out: String
    @Option(
        help:
            "A collector's address, https://HOST:PORT; may be given several times, the first one first. Else the configured name."
    )
    var url: [String] = []

    func run() async throws {
        try await Speech.end {
            let home = try folder.home()
            let key = try await home.issue(agent: agent, out: out, urls: url)
            Speech.print(
                """
                \(EscapedText.string(out)) holds keys. Take it to the agent's host, and there:
                  yagura-relay enroll --bundle FILE --fingerprint \(try home.authorityPrint())
                Then remove it, here and there. The agent signs with the key \(key); verify shows the same.

                """)
            return .done
        }
    }
}

struct Agents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "List the agents: how each is, when it was heard, how its chain stands; also beside a running collector.")

    @OptionGroup var folder: FolderOption
    @Flag(help: "One JSON object a line, with all that the API says.") var json = false

    func run() async throws {
        try await Speech.end {
            for line in try await folder.home().agents(asJSON: json) {
                Speech.print(line + "\n")
            }
            return .done
        }
    }
}

struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back every certificate of an agent, at once, also in a running collector.")

    @OptionGroup var folder: FolderOption
    @Option(help: "The agent's name.") var agent: String

    func run() async throws {
        try await Speech.end {
            try await folder.home().revoke(agent: agent)
            return .done
        }
    }
}

struct Renew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new server's certificate; a running collector takes it into use within half a minute.")

    @OptionGroup var folder: FolderOption
    @Option(help: "As with init; without it the configured name.") var name: [String] = []

    func run() async throws {
        try await Speech.end {
            try folder.home().renew(names: name)
            return .done
        }
    }
}

struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a new link that makes an administrator, or sets a new password; earlier links end.")

    @OptionGroup var folder: FolderOption

    func run() async throws {
        try await Speech.end {
            Speech.print(try await folder.home().makeLink() + "\n")
            return .done
        }
    }
}

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a token with which a script may read the API; an earlier one of the same name ends.")

    @OptionGroup var folder: FolderOption
    @Option(help: "What the token is for.") var name: String

    func run() async throws {
        try await Speech.end {
            Speech.print(try await folder.home().makeToken(name: name) + "\n")
            return .done
        }
    }
}

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Walk over everything stored; name each line that was changed, removed or moved. Status 1 when there is one."
    )

    @OptionGroup var folder: FolderOption

    func run() async throws {
        try await Speech.end {
            let report = try await folder.home().verify()
            for fault in report.faults {
                let place = fault.sequence.map { ", sequence \($0)" } ?? ""
                Speech.print(
                    EscapedText.string("agent \(fault.agent), epoch \(fault.epoch)\(place): \(fault.description)")
                        + "\n")
            }
            if report.faultCount > report.faults.count {
                Speech.print("and \(report.faultCount - report.faults.count) more\n")
            }
            for note in report.notes { Speech.print("note: " + EscapedText.string(note) + "\n") }
            Speech.print("\(report.lines) lines in \(report.epochs) epochs, \(report.faultCount) faults\n")
            return report.faultCount == 0 ? .done : .failed
        }
    }
}

internal import ArgumentParser
internal import Collector
internal import WireProtocol

/// The collector's program.
@main struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yagura-collector",
        abstract: "Takes alerts from relays over mutual TLS, stores each once, and shows them.",
        discussion: """
            A collector lives in one folder, made by init. Agents get a bundle each from issue.

              yagura-collector init --dir /var/lib/yagura-collector --name collector.example.org
              yagura-collector issue --dir /var/lib/yagura-collector --agent node-7 --out node-7.bundle
              yagura-collector run --config /var/lib/yagura-collector/collector.yaml
            """,
        version: ProgramVersion.text,
        subcommands: [
            Initialise.self, Issue.self, Agents.self, Revoke.self, Renew.self, Link.self, Token.self, People.self,
            Tokens.self,
            Remove.self, Verify.self, Check.self, TestOutput.self, DeadLetters.self, Run.self,
        ])
}

/// The folder that every command but `run` and `check` works on.
struct FolderOption: ParsableArguments {
    @Option(help: "The collector's folder, made by init.")
    var dir: String

    /// The collector in it, with the rights of its owner.
    func home() throws -> CollectorHome {
        try FolderOwner.become(dir)
        try FolderOwner.become(dir + "/" + CollectorFolder.File.configuration.rawValue, .file)
        return try CollectorHome(directory: dir)
    }
}

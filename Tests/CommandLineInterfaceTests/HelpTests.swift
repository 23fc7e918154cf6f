import BehaviourModel
import Testing

@testable import CommandLineInterface

/// Help, version, completion: data, made by the parser.
@Suite struct HelpTests {
    static let commands: [[String]] = [
        ["status"], ["doctor"], ["containers"], ["workloads"], ["wait"], ["alerts"], ["alerts", "list"],
        ["alerts", "close"],
        ["tail"], ["explain"], ["learning"], ["learning", "show"], ["learning", "complete"], ["learning", "restart"],
        ["respond"], ["respond", "freeze"], ["respond", "thaw"], ["respond", "isolate"], ["respond", "release"],
        ["respond", "tighten"], ["respond", "kill"], ["respond", "list"], ["record"], ["test", "detection"],
    ]

    @Test(arguments: commands)
    func `every command has help with examples`(command: [String]) {
        let outcome = run(command + ["--help"])

        #expect(outcome.status == .done)
        #expect(outcome.output.contains("Examples:"))
        #expect(outcome.output.contains("yagura \(command.joined(separator: " "))") || command == ["alerts", "list"])
        #expect(outcome.messages.isEmpty)
    }

    @Test(arguments: commands.filter { ![["alerts"], ["learning"], ["respond"]].contains($0) })
    func `every command takes the common options`(command: [String]) {
        let help = run(command + ["--help"]).output

        for option in ["--json", "--socket", "--timeout"] { #expect(help.contains(option)) }
    }

    @Test func `the version is data`() {
        #expect(run(["--version"]).output == "0.1.0\n")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completion knows the commands`(shell: String) {
        let outcome = run(["--generate-completion-script", shell])

        #expect(outcome.status == .done)
        for word in ["doctor", "learning", "tighten"] { #expect(outcome.output.contains(word)) }
    }

    @Test func `without a command the help is shown`() {
        let outcome = run([])

        #expect(outcome.status == .done)
        #expect(outcome.output.contains("USAGE:"))
    }

    @Test func `the dump that the manual page is made of names every command`() throws {
        let dump = try JSONParser.parse(run(["--experimental-dump-help"]).output)

        let root = try #require(dump["command"])
        for command in Self.commands {
            var place: JSONValue? = root
            for word in command { place = place?["subcommands"]?.array?.first { $0["commandName"]?.string == word } }
            #expect(place != nil, "\(command)")
        }
    }
}

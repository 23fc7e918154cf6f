import TestSupport
import Testing

@testable import CommandLineInterface

/// The manual page that `scripts/man` makes of the parser's dump.
@Suite struct ManualPageTests {
    private static let script =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/scripts/lib/man.py"

    @Test(.enabled(if: Requirement.program("python3") == nil, "needs python3"))
    func `it has every command and option`() throws {
        let folder = try ScratchFolder()
        try writeFile("\(folder.path)/dump.json", run(["--experimental-dump-help"]).output)

        let page = try Command.must(["python3", Self.script, "1"], input: "\(folder.path)/dump.json")

        for command in HelpTests.commands where command != ["alerts", "list"] {
            #expect(page.contains("\n.Ss \(command.joined(separator: " "))\n"), "\(command)")
        }
        for option in ["json", "socket", "timeout", "tripwire", "dry\\-run", "comment", "kind", "out"] {
            #expect(page.contains("Fl \\-\(option)"), "\(option)")
        }
        #expect(page.contains("9 doctor found problems"))
    }

    @Test(.enabled(if: Requirement.program("mandoc") == nil, "needs mandoc"))
    func `mandoc finds nothing wrong with it`() throws {
        let folder = try ScratchFolder()
        try writeFile("\(folder.path)/dump.json", run(["--experimental-dump-help"]).output)
        let page = try Command.must(["python3", Self.script, "1"], input: "\(folder.path)/dump.json")
        try writeFile("\(folder.path)/yagura.1", page)

        let verdict = try Command.run(["mandoc", "-T", "lint", "-W", "warning", "\(folder.path)/yagura.1"])

        #expect(verdict.output.isEmpty)
        #expect(verdict.status == 0)
    }
}

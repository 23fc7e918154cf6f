import ConfigurationReading
import AgentRuntime
import BehaviourModel
import Detection
import Glibc
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
    private let scratch: ScratchFolder
    private var main: String { scratch.path + "/agent.yaml" }

    init() throws {
        scratch = try ScratchFolder()
        for folder in ["agent.d", "tripwires"] { try makeFolder(scratch.path + "/" + folder) }
    }

    private func write(_ name: String, _ text: String) throws {
        try writeFile(scratch.path + "/" + name, text)
    }

    private func problems() -> [String] {
        switch AgentConfiguration.load(path: main) {
        case .success: []
        case .failure(let problems): problems.problems.map { $0.description.replacing(scratch.path + "/", with: "") }
        }
    }

    @Test func `drop-ins are laid over in the order of their names, key by key`() throws {
        try write("agent.yaml", "mode: observe\nlearning: { support: 5, calendar: false }\nredact: [aaaa]\n")
        try write("agent.d/20.yaml", "mode: enforce\nredact: [bbbb]\n")
        try write("agent.d/10.yaml", "mode: rehearse\nlearning: { support: 7 }\n")
        try write("agent.d/30-empty.yaml", "# nothing\n")
        try write("agent.d/.hidden.yaml", "mode: [broken\n")
        try write("agent.d/99.yaml.bak", "mode: [broken\n")

        let configuration = try AgentConfiguration.load(path: main).get()

        #expect(configuration.host.mode == .enforce)
        #expect(configuration.learning.support == 7)
        #expect(!configuration.learning.wantsCalendar)
        #expect(configuration.redact.names == ["bbbb"])
        #expect(
            configuration.files.map { $0.split(separator: "/").last.map { String($0) } }
                == ["agent.yaml", "10.yaml", "20.yaml", "30-empty.yaml"])
        #expect(configuration.checkReport.contains("mode enforce"))
    }

    @Test func `problems of all files come together, each with its file`() throws {
        try write("agent.yaml", "mode: x\n")
        try write("agent.d/10.yaml", "\nbudget: { incidents: many }\n")
        try write("agent.d/20.yaml", "- a list\n")
        try write("tripwires/a.yaml", "name: a\n")
        try write("sensitive-paths", "all /etc/shadow\nread relative\n")

        let found = problems()

        #expect(
            found.map { $0.split(separator: ":").first } == [
                "agent.yaml", "agent.d/10.yaml", "agent.d/20.yaml", "tripwires/a.yaml", "tripwires/a.yaml",
                "tripwires/a.yaml", "tripwires/a.yaml", "sensitive-paths",
            ])
        #expect(
            found.last
                == "sensitive-paths:2:1: expected read, write or all, then an absolute path, found \"read relative\"")
    }

    @Test func `what comes with the product is valid and is the default`() throws {
        let profiles = try repositoryRoot() + "/profiles"
        // Where it is installed there is the folder that it names.
        let policy = scratch.path + "/response.d"
        try makeFolder(policy)
        try write(
            "agent.yaml", try readText(profiles + "/agent.yaml").replacing("/etc/yagura/response.d", with: policy))
        var expected = AgentConfiguration()
        expected.response.policy = policy
        try write("sensitive-paths", try readText(profiles + "/sensitive-paths"))
        for name in entries(of: profiles + "/tripwires") {
            try write("tripwires/" + name, try readText(profiles + "/tripwires/" + name))
        }

        let configuration = try AgentConfiguration.load(path: main).get()

        #expect(configuration.effective == expected.effective)
        #expect(configuration.sensitivePaths == SensitivePath.standard)
        #expect(configuration.tripwires.map(\.name) == ["escaped-process", "runtime-socket", "upper-exec"])
        #expect(
            configuration.tripwires.map(\.condition) == [
                .leftCgroup, .socketUse(["docker.sock", "containerd.sock", "podman.sock", "crio.sock"]),
                .execution(of: [.upper, .memory, .deleted]),
            ])
    }

    @Test(arguments: [
        (
            "leaves: cgroup\nconnects_to: [/a]",
            "1:1: expected one of executes_from, connects_to, leaves, found connects_to and leaves"
        ),
        (
            "below: network-facing\nleaves: cgroup",
            "1:8: below: expected below only together with executes_from, found network-facing"
        ),
        (
            "executes_from: [moon]",
            "1:17: executes_from[0]: expected one of image, upper, volume, memory, deleted, host, unknown, found \"moon\""
        ),
        (
            "leaves: cgroup\ntechniques: [T1, T1059.004]",
            "2:14: techniques[0]: expected a MITRE ATT&CK technique such as T1059.004, found \"T1\""
        ),
    ])
    func `a tripwire says what is wrong with it`(text: String, expected: String) throws {
        try write("agent.yaml", "")
        try write("tripwires/t.yaml", text + "\nname: t\nseverity: low\nreason: r\nrunbook: b\n")

        #expect(problems().contains("tripwires/t.yaml:" + expected))
    }

    @Test func `a file that is none, or cannot be, is said`() throws {
        #expect(problems().count == 1, "a missing file")
        #expect(problems().first?.contains("ENOENT") == true)

        mkfifo(main, 0o600)
        #expect(problems() == ["agent.yaml: expected a regular file, found something else"])

        unlink(main)
        try makeFolder(main)
        #expect(problems() == ["agent.yaml: expected a regular file, found something else"])
    }

    @Test func `a policy folder that is named must be there, and one that is not named need not`() throws {
        let folder = scratch.path + "/response.d"
        try write("agent.yaml", "mode: enforce\nresponse:\n  policy: \(folder)\n")
        #expect(
            problems() == [
                "agent.yaml:3:11: response.policy: expected a folder of policy files (*.yaml); an empty one responds "
                    + "to nothing, found \"response.d\", which is missing"
            ])

        // The drop-in's word counts, and it is the drop-in that is named.
        try write("agent.d/10.yaml", "response: { policy: \(folder)/no }\n")
        #expect(problems().map { $0.prefix(34) } == ["agent.d/10.yaml:1:21: response.pol"])
        try removeFile("agent.d/10.yaml")

        try write("response.d", "no folder")
        #expect(problems().count == 1)
        try removeFile("response.d")
        try makeFolder(folder)
        #expect(problems() == [])
        try write("agent.yaml", "mode: enforce\n")
        #expect(problems() == [])
    }

    private func removeFile(_ name: String) throws {
        try #require(unlink(scratch.path + "/" + name) == 0)
    }

    /// The folder of Package.swift, above this file.
    private func repositoryRoot(_ file: String = #filePath) throws -> String {
        file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }
}

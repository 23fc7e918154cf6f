internal import BehaviourModel
package import ConfigurationReading
internal import Detection
internal import ResponsePlanning
package import WireProtocol

extension AgentConfiguration {
    /// Reads the file, `agent.d/*.yaml` beside it in the order of their names (later values win), and the files that belong
    /// to it. Every problem in all of them is reported together.
    package static func load(path: String) -> Result<AgentConfiguration, ConfigurationProblems> {
        let problems = ProblemList()
        let folder = ConfigurationFiles.folder(of: path)
        let dropIns = ConfigurationFiles.yamlFiles(in: folder + "/agent.d", into: problems) ?? []
        var root: YAMLNode?
        var files: [String] = []
        for file in [path] + dropIns {
            problems.note(file: file)
            guard let bytes = ConfigurationFiles.read(file, into: problems) else { continue }
            files.append(file)
            guard let node = YAMLDocument.keysAndValues(bytes, file: file, into: problems) else { continue }
            root = root.map { $0.merged(with: node) } ?? node
        }
        var configuration = AgentConfiguration(root, file: path, problems: problems)
        configuration.readTripwires(folder + "/tripwires", &files, problems)
        configuration.readSensitivePaths(folder + "/sensitive-paths", &files, problems)
        let policy = ResponsePolicyFile.load(
            folder: configuration.response.policy, namedAt: root?["response", "policy"]?.place, into: problems)
        configuration.policy = policy.policy
        configuration.files = files + policy.files
        return problems.all.map { .failure($0) } ?? .success(configuration)
    }

    /// The same for bytes in memory, without any file beside them.
    package static func parse(_ bytes: [UInt8], file: String = "agent.yaml") -> Result<
        AgentConfiguration, ConfigurationProblems
    > {
        let problems = ProblemList()
        let root = YAMLDocument.keysAndValues(bytes, file: file, into: problems)
        let configuration = AgentConfiguration(root, file: file, problems: problems)
        return problems.all.map { .failure($0) } ?? .success(configuration)
    }

    /// SHA-256 of everything that decides what the agent does, as canonical JSON; each alert carries it.
    package var fingerprint: Fingerprint {
        Self.fingerprint(effective: effective, profiles: profiles)
    }

    /// The same of a configuration that was written down.
    static func fingerprint(effective: JSONValue, profiles: JSONValue) -> Fingerprint {
        Fingerprint(of: CanonicalJSON.bytes(["agent": effective, "profiles": profiles]))
    }

    /// What `check` prints when nothing is wrong.
    package var checkReport: String {
        let read = files.map { "  " + EscapedText.string($0) }.joined(separator: "\n")
        return """
            configuration is valid: mode \(host.mode.rawValue), \(tripwires.count) tripwires, \
            \(sensitivePaths.count) sensitive paths, \(policy.rules.count) response policies
            SHA-256 \(fingerprint.hexadecimal), read from
            \(read)

            """
    }

    /// What comes from the files beside the main one, as values.
    var profiles: JSONValue {
        [
            "tripwires": .array(tripwires.map(TripwireFile.json)),
            "policies": .array(policy.rules.map(ResponsePolicyFile.json)),
            "sensitive_paths": .strings(
                sensitivePaths.map { "\($0.watch.rawValue) \($0.path)\($0.isFolder ? "/" : "")" }),
        ]
    }

    private mutating func readTripwires(_ folder: String, _ files: inout [String], _ problems: ProblemList) {
        guard let paths = ConfigurationFiles.yamlFiles(in: folder, into: problems) else { return }
        var read: [Tripwire] = []
        for path in paths {
            problems.note(file: path)
            guard let bytes = ConfigurationFiles.read(path, into: problems) else { continue }
            files.append(path)
            guard let node = YAMLDocument.keysAndValues(bytes, file: path, into: problems),
                let tripwire = TripwireFile.parse(node, into: problems)
            else { continue }
            if read.contains(where: { $0.name == tripwire.name }) {
                problems.add(
                    at: node.place, key: "name", value: "\"\(tripwire.name)\"",
                    expectation: "a name that no other file has")
            }
            read.append(tripwire)
        }
        tripwires = read
    }

    private mutating func readSensitivePaths(_ path: String, _ files: inout [String], _ problems: ProblemList) {
        guard ConfigurationFiles.exists(path) else { return }
        problems.note(file: path)
        guard let bytes = ConfigurationFiles.read(path, into: problems) else { return }
        files.append(path)
        sensitivePaths = SensitivePathList.parse(bytes, file: path, into: problems)
    }
}

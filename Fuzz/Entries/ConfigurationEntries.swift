import AgentRuntime
import BehaviourModel

extension FuzzEntry {
    static let configurations = [
        FuzzEntry(
            "configuration", "AgentConfiguration: YAML; what is valid is written and read again",
            seeds: { [try Seeds.file("profiles/agent.yaml")] + (try Seeds.folder("configuration")) }
        ) { bytes in
            switch AgentConfiguration.parse(bytes) {
            case .failure(let problems): _ = "\(problems)"
            case .success(let configuration):
                let again = AgentConfiguration.parse(CanonicalJSON.bytes(configuration.effective))
                expect((try? again.get()) == configuration, "the effective configuration is the configuration")
                let yaml = AgentConfiguration.parse(Array(configuration.effectiveYAML.utf8))
                expect((try? yaml.get()) == configuration, "and so is its YAML")
            }
        }
    ]
}

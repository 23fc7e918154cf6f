internal import BehaviourModel
internal import Detection

/// Reads what a capture holds of the files beside the configuration, as `AgentConfiguration.profiles` wrote it.
///
/// Only the tripwires decide what a replay finds: policies act, and what sensitive paths let the sensors see is recorded.
/// The rest counts for the fingerprint.
enum RecordedProfiles {
    static func tripwires(_ profiles: JSONValue) throws(FieldError) -> [Tripwire] {
        var fields = try FieldReader(profiles, path: "profiles")
        var tripwires: [Tripwire] = []
        for fields in try fields.objects("tripwires") { tripwires.append(try tripwire(fields)) }
        return tripwires
    }

    private static func tripwire(_ fields: FieldReader) throws(FieldError) -> Tripwire {
        var fields = fields
        let text = try fields.string("severity")
        guard let severity = Severity(rawValue: text) else {
            throw fields.error("severity", expected: "low, medium, high or critical", found: "\"\(text)\"")
        }
        return Tripwire(
            name: try fields.string("name"), condition: try condition(try fields.object("condition")),
            severity: severity, techniques: try fields.strings("techniques"), reason: try fields.string("reason"),
            runbook: try fields.string("runbook"))
    }

    private static func condition(_ fields: FieldReader) throws(FieldError) -> Tripwire.Condition {
        var fields = fields
        if try fields.optionalString("leaves") == "cgroup" { return .leftCgroup }
        if fields.unknown["connects_to"] != nil { return .socketUse(try fields.strings("connects_to")) }
        var origins: [ExecutableOrigin] = []
        for name in try fields.strings("executes_from") {
            guard let origin = ExecutableOrigin.allCases.first(where: { $0.name.description == name }) else {
                throw fields.error("executes_from", expected: "origins of programs", found: "\"\(name)\"")
            }
            origins.append(origin)
        }
        return .execution(of: origins)
    }
}

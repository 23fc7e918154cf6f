/// How a container stands on a capture's line.
extension ContainerDescription {
    var captured: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "name": .string(name), "runtime": .string(runtime), "workload": workload.captured,
            "cgroup": .string(cgroup.path), "cgroup_inode": .unsigned(cgroup.inode), "pid": .integer(Int64(initPid)),
            "start_boot_ns": .unsigned(startBootNanoseconds), "mount_namespace": .unsigned(mountNamespace),
            "network_namespace": .unsigned(networkNamespace), "partly_visible": .bool(isPartlyVisible),
            "infrastructure": .bool(isInfrastructure),
        ]
        let texts = [
            ("image", image), ("digest", digest), ("freezer_v1", cgroup.freezerV1), ("unified", cgroup.unified),
            ("root", rootPath), ("upper", upperDirectory), ("mode_label", modeLabel),
        ]
        for case (let key, let text?) in texts { object[key] = .string(text) }
        return .object(object)
    }

    init(captured fields: inout FieldReader) throws(FieldError) {
        let cgroup = CgroupPlacement(
            path: try fields.string("cgroup"), inode: try fields.captureUnsigned("cgroup_inode"),
            freezerV1: try fields.optionalString("freezer_v1"), unified: try fields.optionalString("unified"))
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), runtime: try fields.string("runtime"),
            workload: try fields.captureWorkload("workload"), image: try fields.optionalString("image"),
            digest: try fields.optionalString("digest"), cgroup: cgroup, initPid: try fields.integer("pid"),
            startBootNanoseconds: try fields.captureUnsigned("start_boot_ns"),
            mountNamespace: try fields.captureUnsigned("mount_namespace"),
            networkNamespace: try fields.captureUnsigned("network_namespace"),
            rootPath: try fields.optionalString("root"), upperDirectory: try fields.optionalString("upper"),
            isPartlyVisible: try fields.bool("partly_visible"), modeLabel: try fields.optionalString("mode_label"),
            isInfrastructure: try fields.bool("infrastructure"))
    }
}

extension WorkloadIdentity {
    fileprivate var captured: JSONValue { ["scope": .string(scope), "name": .string(name)] }
}

/// How an operator's change stands on a capture's line.
extension ControlMutation {
    var captured: JSONValue {
        switch self {
        case .closeIncident(let id, let closing, let by, let comment):
            [
                "kind": "close_incident", "id": .string(id), "as": .string(closing.rawValue), "by": .string(by),
                "comment": .optional(comment),
            ]
        case .restartLearning(let workload):
            ["kind": "restart_learning", "workload": workload.captured]
        case .completeLearning(let workload, let by):
            ["kind": "complete_learning", "workload": workload.captured, "by": .string(by)]
        }
    }

    init(captured fields: inout FieldReader) throws(FieldError) {
        let kind = try fields.string("kind")
        switch kind {
        case "close_incident":
            let text = try fields.string("as")
            guard let closing = Closing(rawValue: text) else {
                throw fields.error("as", expected: "attack, expected or noise", found: "\"\(text)\"")
            }
            self = .closeIncident(
                id: try fields.string("id"), as: closing, by: try fields.string("by"),
                comment: try fields.optionalString("comment"))
        case "restart_learning": self = .restartLearning(try fields.captureWorkload("workload"))
        case "complete_learning":
            self = .completeLearning(try fields.captureWorkload("workload"), by: try fields.string("by"))
        default:
            let expected = "close_incident, restart_learning or complete_learning"
            throw fields.error("kind", expected: expected, found: "\"\(kind)\"")
        }
    }
}

extension JSONValue {
    /// A whole number of 64 bits without sign; its upper half does not fit `integer`.
    static func unsigned(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).map { .integer($0) } ?? .number("\(value)")
    }
}

extension FieldReader {
    mutating func optionalCaptureUnsigned(_ key: String) throws(FieldError) -> UInt64? {
        switch value(key) {
        case nil: return nil
        case .integer(let number):
            if let number = UInt64(exactly: number) { return number }
            throw error(key, expected: "a whole number, not negative", found: "\(number)")
        case .number(let text):
            if let number = UInt64(text) { return number }
            throw error(key, expected: "a whole number of 64 bits, not negative", found: text)
        case .some(let other):
            throw error(key, expected: "a whole number, not negative", found: other.kindInWords)
        }
    }

    mutating func captureUnsigned(_ key: String) throws(FieldError) -> UInt64 {
        guard let number = try optionalCaptureUnsigned(key) else {
            throw error(key, expected: "a whole number, not negative", found: "nothing")
        }
        return number
    }

    mutating func captureWorkload(_ key: String) throws(FieldError) -> WorkloadIdentity {
        var fields = try object(key)
        return WorkloadIdentity(scope: try fields.string("scope"), name: try fields.string("name"))
    }
}

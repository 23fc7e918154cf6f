package import BehaviourModel

extension Heartbeat: AnswerItem {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        let schema = try fields.string("schema")
        guard schema == SchemaName.heartbeat else {
            throw fields.error("schema", expected: "\"\(SchemaName.heartbeat)\"", found: "\"\(schema)\"")
        }
        agent = try fields.string("agent")
        epoch = try fields.string("epoch")
        time = try fields.time("time")
        bootNanoseconds = try fields.integer("boot_ns")
        bootID = try fields.string("boot_id")
        version = try fields.string("version")
        health = try fields.word("health")
        sensors = []
        for sensor in try fields.objects("sensors") {
            var sensor = sensor
            sensors.append(
                Sensor(
                    name: try sensor.string("name"), state: try sensor.string("state"),
                    detail: try sensor.string("detail")))
        }
        containers = try fields.integer("containers")
        workloads = try fields.integer("workloads")
        events = try fields.integer("events")
        lost = try fields.integer("lost")
        heldBack = try fields.integer("held_back")
        var end = try fields.object("head")
        let sequence: Int64 = try end.integer("sequence")
        guard (0..<Int64.max).contains(sequence) else {
            throw end.error("sequence", expected: "a number from 0", found: "\(sequence)")
        }
        head = ChainHead(sequence: sequence, hash: try end.fingerprint("hash"))
        acknowledged = try fields.integer("acknowledged")
        unknown = fields.unknown
        unknown["signature"] = nil
        unknown["relay"] = nil
    }

    /// Without a signature: `HeartbeatSignature` adds it.
    package var object: JSONObject {
        let known: JSONObject = [
            "schema": .string(SchemaName.heartbeat),
            "agent": .string(agent),
            "epoch": .string(epoch),
            "time": .time(time),
            "boot_ns": .integer(Int64(clamping: bootNanoseconds)),
            "boot_id": .string(bootID),
            "version": .string(version),
            "health": .string(health.text),
            "sensors": .array(
                sensors.map {
                    ["name": .string($0.name), "state": .string($0.state), "detail": .string($0.detail)]
                }),
            "containers": .integer(containers),
            "workloads": .integer(workloads),
            "events": .integer(events),
            "lost": .integer(lost),
            "held_back": .integer(heldBack),
            "head": ["sequence": .integer(head.sequence), "hash": .string(head.hash.hexadecimal)],
            "acknowledged": .integer(acknowledged),
        ]
        return known.adding(unknown: unknown)
    }
}

extension Alert {
    /// Reads one stored or received line.
    package init(line: Span<UInt8>) throws(AlertError) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(line) } catch { throw .notJSON(error) }
        try self.init(json)
    }

    package init(_ json: JSONValue) throws(AlertError) {
        do throws(FieldError) {
            var fields = try FieldReader(json)
            let schema = try fields.string("schema")
            guard schema == Self.schema else {
                throw fields.error("schema", expected: "\"\(Self.schema)\"", found: "\"\(schema)\"")
            }
            try self.init(from: fields)
        } catch {
            throw .wrongField(error)
        }
    }

    package var json: JSONValue { .object(object) }

    /// Appends the line as it is stored and hashed: canonical JSON, without a line end.
    package func appendLine(to output: inout [UInt8]) {
        CanonicalJSON.append(object, to: &output)
    }

    package var line: [UInt8] {
        var output: [UInt8] = []
        appendLine(to: &output)
        return output
    }
}

/// Why a line is not an alert.
package enum AlertError: Error, Hashable, Sendable, CustomStringConvertible {
    case notJSON(JSONError)
    case wrongField(FieldError)

    package var description: String {
        switch self {
        case .notJSON(let error): "alert line is \(error)"
        case .wrongField(let error): "alert line of another schema, or damaged: \(error)"
        }
    }
}

extension Alert: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        id = try fields.string("id")
        agent = try fields.string("agent")
        epoch = try fields.string("epoch")
        sequence = try fields.integer("sequence")
        previous = try fields.string("previous")
        unixNanoseconds = try Self.moment(&fields)
        bootNanoseconds = try fields.integer("boot_ns")
        bootID = try fields.string("boot_id")
        kind = try fields.word("kind")
        severity = try fields.word("severity")
        tripwire = try fields.optionalString("tripwire")
        techniques = try fields.strings("techniques")
        incident = try fields.optionalString("incident")
        isUpdate = try fields.bool("update")
        about = try fields.optionalString("about")
        workload = try fields.optionalPart("workload")
        container = try fields.optionalPart("container")
        origin = try fields.optionalWord("origin")
        process = try fields.optionalPart("process")
        items = try fields.parts("items")
        score = try fields.optionalPart("score")
        learning = try fields.optionalPart("learning")
        missing = try fields.part("missing")
        sensor = try fields.optionalString("sensor")
        vocabulary = try fields.integer("vocabulary")
        response = try fields.optionalPart("response")
        latency = try fields.optionalPart("latency_ns")
        baseline = try fields.optionalString("baseline")
        configuration = try fields.string("configuration")
        remark = try fields.optionalString("remark")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        var known: JSONObject = [
            "schema": .string(Self.schema),
            "id": .string(id),
            "agent": .string(agent),
            "epoch": .string(epoch),
            "sequence": .integer(sequence),
            "previous": .string(previous),
            "time": .string(TimeText.format(unixNanoseconds: unixNanoseconds)),
            "boot_ns": .integer(Int64(clamping: bootNanoseconds)),
            "boot_id": .string(bootID),
            "kind": .string(kind.text),
            "severity": .string(severity.text),
            "tripwire": .optional(tripwire),
            "techniques": .strings(techniques),
            "incident": .optional(incident),
            "update": .bool(isUpdate),
            "about": .optional(about),
            "workload": .optional(workload),
            "container": .optional(container),
            "origin": .optional(origin?.text),
            "process": .optional(process),
            "items": .array(items.map { .object($0.object) }),
            "score": .optional(score),
            "learning": .optional(learning),
            "missing": .object(missing.object),
            "sensor": .optional(sensor),
            "vocabulary": .integer(vocabulary),
            "response": .optional(response),
            "latency_ns": .optional(latency),
            "baseline": .optional(baseline),
            "configuration": .string(configuration),
        ]
        if let remark { known["remark"] = .string(remark) }
        return known.adding(unknown: unknown)
    }

    private static func moment(_ fields: inout FieldReader) throws(FieldError) -> Int64 {
        let text = try fields.string("time")
        do throws(TextValueError) {
            return try TimeText.parse(text)
        } catch {
            throw fields.error("time", expected: error.expectation, found: "\"\(text)\"")
        }
    }
}

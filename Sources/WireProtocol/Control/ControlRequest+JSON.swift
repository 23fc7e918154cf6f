package import BehaviourModel

extension ControlRequest {
    /// Reads one line. Unknown fields beside the arguments are ignored; an unknown *argument* is refused, because an agent
    /// that does not understand all of what it is asked to do must not do the rest.
    package init(line: [UInt8]) throws(ControlError) {
        try self.init(ControlError.parse(line, limit: LineFramer.requestLimit, what: "request"))
    }

    package init(_ json: JSONValue) throws(ControlError) {
        let name: Name
        var arguments: FieldReader
        do throws(FieldError) {
            var fields = try FieldReader(json)
            let schema = try fields.string("schema")
            guard schema == SchemaName.control else {
                throw fields.error("schema", expected: "\"\(SchemaName.control)\"", found: "\"\(schema)\"")
            }
            name = try fields.choice("request")
            arguments = try fields.optionalObject("arguments") ?? FieldReader(JSONObject(), path: "arguments")
        } catch {
            throw ControlError("control request: \(error)")
        }
        do throws(FieldError) {
            self = try Self.read(name, &arguments)
        } catch {
            throw ControlError("control request \(name.rawValue): \(error)")
        }
        if let unknown = arguments.unknown.keys.first {
            throw ControlError(
                "control request \(name.rawValue): unknown argument \(EscapedText.string(unknown)); "
                    + "this version knows \(knownArguments)")
        }
    }

    package var json: JSONValue {
        var object: JSONObject = ["schema": .string(SchemaName.control), "request": .string(name.rawValue)]
        if let arguments { object["arguments"] = .object(arguments.object) }
        return .object(object)
    }

    /// The line with its end.
    package var message: [UInt8] {
        var output: [UInt8] = []
        CanonicalJSON.append(json, to: &output)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private static func read(_ name: Name, _ fields: inout FieldReader) throws(FieldError) -> ControlRequest {
        switch name {
        case .status: .status
        case .doctor: .doctor
        case .containers: .containers
        case .workloads: .workloads
        case .wait: .wait(try WaitArguments(from: &fields))
        case .alerts: .alerts(try AlertFilter(from: &fields))
        case .close: .close(try CloseArguments(from: &fields))
        case .tail: .tail(try AlertFilter(from: &fields))
        case .explain: .explain(try ExplainArguments(from: &fields))
        case .learning: .learning(try LearningArguments(from: &fields))
        case .respond: .respond(try RespondArguments(from: &fields))
        case .record: .record(try RecordArguments(from: &fields))
        case .test: .test(try TestArguments(from: &fields))
        case .baseline: .baseline(try BaselineArguments(from: &fields))
        }
    }

    private var knownArguments: String {
        guard let arguments else { return "none" }
        return type(of: arguments).names.joined(separator: ", ")
    }
}

internal import BehaviourModel

/// What the relay may ask of the agent: one line of `stream.sock`. Nothing else is possible there.
package enum StreamRequest: Hashable, Sendable {
    /// Stored lines behind a place, oldest first.
    case read(StreamReadArguments)
    /// Notes of the collector's acknowledgement, durable before the answer.
    case acknowledge(StreamAcknowledgement)
    /// One heartbeat now.
    case heartbeat
    /// Heartbeats and news of stored lines, until the connection ends.
    case subscribe

    package enum Name: String, Sendable, CaseIterable { case read, acknowledge, heartbeat, subscribe }

    package var name: Name {
        switch self {
        case .read: .read
        case .acknowledge: .acknowledge
        case .heartbeat: .heartbeat
        case .subscribe: .subscribe
        }
    }

    private var arguments: (any ControlArguments)? {
        switch self {
        case .read(let arguments): arguments
        case .acknowledge(let arguments): arguments
        case .heartbeat, .subscribe: nil
        }
    }
}

extension StreamRequest {
    /// Reads one line; unknown arguments are refused, as on the control socket.
    package init(line: [UInt8]) throws(ControlError) {
        let json = try ControlError.parse(line, limit: LineFramer.requestLimit, what: "request")
        var rest: FieldReader
        do throws(FieldError) {
            var fields = try FieldReader(json)
            let schema = try fields.string("schema")
            guard schema == SchemaName.stream else {
                throw fields.error("schema", expected: "\"\(SchemaName.stream)\"", found: "\"\(schema)\"")
            }
            let name: Name = try fields.choice("request")
            rest = try fields.optionalObject("arguments") ?? FieldReader(JSONObject(), path: "arguments")
            self = try Self.read(name, &rest)
        } catch {
            throw ControlError("stream request: \(error)")
        }
        if let unknown = rest.unknown.keys.first {
            throw ControlError("stream request \(name.rawValue): unknown argument \(EscapedText.string(unknown))")
        }
    }

    /// The line with its end.
    package var message: [UInt8] {
        var object: JSONObject = ["schema": .string(SchemaName.stream), "request": .string(name.rawValue)]
        if let arguments { object["arguments"] = .object(arguments.object) }
        var output: [UInt8] = []
        CanonicalJSON.append(object, to: &output)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private static func read(_ name: Name, _ fields: inout FieldReader) throws(FieldError) -> StreamRequest {
        switch name {
        case .read: .read(try StreamReadArguments(from: &fields))
        case .acknowledge: .acknowledge(try StreamAcknowledgement(from: &fields))
        case .heartbeat: .heartbeat
        case .subscribe: .subscribe
        }
    }
}

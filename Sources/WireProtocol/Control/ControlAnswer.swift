package import BehaviourModel

/// One line of an answer on the control socket: any number of items and progress lines, then one end.
package enum ControlAnswer: Hashable, Sendable {
    /// `{"item":{…}}`: one object of a list, stream or report.
    case item(JSONValue)
    /// `{"progress":{…}}`: how far long work has come.
    case progress(JSONValue)
    /// `{"end":{"status":0,"message":null}}`: nothing follows.
    case end(ExitStatus, message: String?)

    /// Reads one line. A status of a later version counts as failed; its message stays.
    package init(line: [UInt8]) throws(ControlError) {
        let json = try ControlError.parse(line, limit: LineFramer.answerLimit, what: "answer")
        if let item = json["item"] {
            self = .item(item)
        } else if let progress = json["progress"] {
            self = .progress(progress)
        } else {
            do throws(FieldError) {
                var fields = try FieldReader(json)
                var end = try fields.object("end")
                let status: Int64 = try end.integer("status")
                let message = try end.optionalString("message")
                self = .end(Int32(exactly: status).flatMap { ExitStatus(rawValue: $0) } ?? .failed, message: message)
            } catch {
                throw ControlError("control answer: \(error)")
            }
        }
    }

    package var json: JSONValue {
        switch self {
        case .item(let value): ["item": value]
        case .progress(let value): ["progress": value]
        case .end(let status, let message):
            ["end": ["status": .integer(Int64(status.rawValue)), "message": .optional(message)]]
        }
    }

    /// Appends the line with its end.
    package func append(to output: inout [UInt8]) {
        CanonicalJSON.append(json, to: &output)
        output.append(UInt8(ascii: "\n"))
    }
}

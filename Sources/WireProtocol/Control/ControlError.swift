internal import BehaviourModel

/// A control message that cannot be understood, in words for its sender. The answer to such a request ends with `usage`.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    package var status: ExitStatus { .usage }

    static func parse(_ line: [UInt8], limit: Int, what: String) throws(ControlError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(line, limits: JSONParser.Limits(bytes: limit))
        } catch {
            throw ControlError("control \(what) is \(error)")
        }
    }
}

package import BehaviourModel

/// Records what the sensors see into a file that the agent writes.
package struct RecordArguments: ControlArguments {
    /// An absolute path: the agent does not know the client's directory.
    package var path: String
    /// How long; nil until the client goes away.
    package var duration: Duration?

    package init(path: String, duration: Duration? = nil) {
        self.path = path
        self.duration = duration
    }

    package static let names = ["out", "for"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        path = try fields.string("out")
        duration = try fields.optionalDuration("for")
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else {
            throw fields.error("out", expected: "an absolute path", found: "\"\(path)\"")
        }
    }

    package var object: JSONObject {
        var object: JSONObject = ["out": .string(path)]
        object.set("for", duration)
        return object
    }
}

package import BehaviourModel

/// Which lines to read, and how many at most.
package struct StreamReadArguments: ControlArguments {
    /// Lines of one answer.
    package static let lineLimit = 1_000
    /// Bytes of one answer: what the agent is willing to hold for one reader. One line is given however long it is.
    package static let byteLimit = 1 << 20

    /// Behind this place; nil: behind what was acknowledged.
    package var after: StreamPosition?
    package var lines: Int
    package var bytes: Int

    package init(
        after: StreamPosition? = nil, lines: Int = StreamReadArguments.lineLimit,
        bytes: Int = StreamReadArguments.byteLimit
    ) {
        self.after = after
        self.lines = lines
        self.bytes = bytes
    }

    package static let names = ["after", "lines", "bytes"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        if let place = try fields.optionalObject("after") { after = try StreamPosition(from: place) }
        lines = try Self.count("lines", Self.lineLimit, &fields)
        bytes = try Self.count("bytes", Self.byteLimit, &fields)
    }

    package var object: JSONObject {
        var object: JSONObject = ["lines": .integer(Int64(lines)), "bytes": .integer(Int64(bytes))]
        if let after { object["after"] = .object(after.object) }
        return object
    }

    private static func count(_ key: String, _ limit: Int, _ fields: inout FieldReader) throws(FieldError) -> Int {
        let count: Int = try fields.optionalInteger(key) ?? limit
        guard (1...limit).contains(count) else {
            throw fields.error(key, expected: "a number from 1 to \(limit)", found: "\(count)")
        }
        return count
    }
}

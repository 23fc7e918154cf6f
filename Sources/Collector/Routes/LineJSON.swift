internal import BehaviourModel

/// How stored lines are shown: the line's own bytes, with what the collector knows beside them.
enum LineJSON {
    /// `{"cursor":…,"received":…,"agent":…,"schema":…,"alert":{…}}`; more members can follow.
    static func append(_ line: StoredLine, to output: inout [UInt8], closing: Bool = true) {
        output.append(contentsOf: #"{"cursor":""#.utf8)
        CanonicalJSON.append(line.position, to: &output)
        output.append(contentsOf: #"","received":""#.utf8)
        TimeText.append(unixNanoseconds: line.received, to: &output)
        output.append(contentsOf: #"","agent":"#.utf8)
        CanonicalJSON.append(line.agent, to: &output)
        output.append(contentsOf: #","schema":"#.utf8)
        CanonicalJSON.append(line.schema, to: &output)
        output.append(contentsOf: #","alert":"#.utf8)
        // One JSON value without a raw control character by the check at ingest: nothing in it ends a line.
        output.append(contentsOf: line.bytes)
        if closing { output.append(UInt8(ascii: "}")) }
    }

    static func list(_ lines: [StoredLine]) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "[")]
        output.reserveCapacity(lines.reduce(16) { $0 &+ $1.bytes.count &+ 160 })
        for (index, line) in lines.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(line, to: &output)
        }
        output.append(UInt8(ascii: "]"))
        return output
    }
}

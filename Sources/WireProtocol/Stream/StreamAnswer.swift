package import BehaviourModel

/// One line of an answer on the stream socket.
package enum StreamAnswer: Hashable, Sendable {
    /// `{"batch":{…}}`: stored lines follow, byte for byte, each with a line end.
    case batch(StreamBatchHeader)
    /// `{"heartbeat":{…}}`
    case heartbeat(JSONObject)
    /// `{"news":{…}}`: lines up to this place are stored.
    case news(StreamPosition)
    /// `{"end":{"status":0,"message":null}}`: the answer is complete.
    case end(ExitStatus, message: String?)

    package init(line: [UInt8]) throws(ControlError) {
        let json = try ControlError.parse(line, limit: LineFramer.answerLimit, what: "answer")
        if json["end"] != nil {
            guard case .end(let status, let message) = try ControlAnswer(line: line) else {
                throw ControlError("stream answer: an end and more in one line")
            }
            self = .end(status, message: message)
            return
        }
        do throws(FieldError) {
            var fields = try FieldReader(json)
            if let batch = try fields.optionalObject("batch") {
                self = .batch(try StreamBatchHeader(from: batch))
            } else if let heartbeat = try fields.optionalObject("heartbeat") {
                self = .heartbeat(heartbeat.unknown)
            } else {
                self = .news(try StreamPosition(from: try fields.object("news")))
            }
        } catch {
            throw ControlError("stream answer: \(error)")
        }
    }

    /// The line with its end.
    package var message: [UInt8] {
        let json: JSONValue =
            switch self {
            case .batch(let header): ["batch": .object(header.object)]
            case .heartbeat(let heartbeat): ["heartbeat": .object(heartbeat)]
            case .news(let position): ["news": .object(position.object)]
            case .end(let status, let message): ControlAnswer.end(status, message: message).json
            }
        var output = CanonicalJSON.bytes(json)
        output.append(UInt8(ascii: "\n"))
        return output
    }
}

/// What the lines of a batch are: all of one agent and one epoch, in order.
package struct StreamBatchHeader: Hashable, Sendable {
    package var agent: String
    package var epoch: String
    /// For each line the last sequence that it stands for: its own, or a tombstone's last.
    package var ends: [Int64]
    /// For each line its bytes, without its end.
    package var sizes: [Int]

    package init(agent: String, epoch: String, ends: [Int64], sizes: [Int]) {
        self.agent = agent
        self.epoch = epoch
        self.ends = ends
        self.sizes = sizes
    }

    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        agent = try fields.string("agent")
        epoch = try fields.string("epoch")
        ends = try Self.integers("ends", &fields)
        sizes = try Self.integers("sizes", &fields).map { Int(clamping: $0) }
        // A line's bytes are bounded by what a store takes.
        guard !ends.isEmpty, ends.count == sizes.count, ends.count <= StreamReadArguments.lineLimit,
            sizes.allSatisfy({ (0...LineFramer.answerLimit).contains($0) }), zip(ends, ends.dropFirst()).allSatisfy(<)
        else {
            throw fields.error("ends", expected: "ascending sequences, as many as sizes", found: "others")
        }
    }

    package var object: JSONObject {
        [
            "agent": .string(agent), "epoch": .string(epoch), "ends": .array(ends.map { .integer($0) }),
            "sizes": .array(sizes.map { .integer(Int64($0)) }),
        ]
    }

    private static func integers(_ key: String, _ fields: inout FieldReader) throws(FieldError) -> [Int64] {
        var numbers: [Int64] = []
        for value in try fields.array(key) {
            guard let number = value.integer else {
                throw fields.error(key, expected: "whole numbers", found: "something else")
            }
            numbers.append(number)
        }
        return numbers
    }
}

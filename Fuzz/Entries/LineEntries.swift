import BehaviourModel
import WireProtocol

extension FuzzEntry {
    private static let goldens = ["attacked-service", "jobs-and-session", "generated-hostile-names"]

    /// Whole lines as the store holds them.
    private static func alertSeeds() throws -> [[UInt8]] {
        let position = #"{"agent":"a","epoch":"e","id":"i","latency_ns":null,"previous":""#
        let rest = String(repeating: "0", count: 64) + #"","sequence":7,"#
        return try goldens.flatMap { try Seeds.lines(of: "Tests/AgentRuntimeTests/Goldens/\($0).alerts") }.map {
            Array((position + rest).utf8) + $0.dropFirst()
        }
    }

    static let lines = [
        FuzzEntry(
            "json", "JSONParser, and canonical JSON of what it read",
            seeds: {
                Seeds.texts(
                    #"{"a":[1,-2.5e-7,"\u00e9\ud83d\ude00\n",null,true],"":{}}"#, "18446744073709551616", #""\ud800""#,
                    "[[[[[[[[]]]]]]]]", " \t\r\n7 ", #"{"a":1,"a":2}"#)
                    + (try Seeds.folder("control-request")) + (try alertSeeds().filter { $0.count < 3_000 })
            }
        ) { bytes in
            guard let value = try? JSONParser.parse(bytes) else { return }
            let written = CanonicalJSON.bytes(value)
            expect((try? JSONParser.parse(written)) == value, "what was written is read again")
            expect((try? JSONParser.parse(written)).map { CanonicalJSON.bytes($0) } == written, "one form only")
        },
        FuzzEntry("alert", "Alert(line:): a stored or received line", seeds: alertSeeds) { bytes in
            guard let alert = try? Alert(line: bytes.span) else { return }
            _ = alert.validate()
            expect((try? Alert(line: alert.line.span)) == alert, "an alert comes back")
        },
        FuzzEntry(
            "chain-link", "ChainLink(line:): a stored line, an alert's or a tombstone's",
            seeds: { try alertSeeds() + (try Seeds.folder("chain-link")) }
        ) { bytes in
            guard let link = try? ChainLink(line: bytes) else { return }
            expect(link.sequences.lowerBound >= 1 && link.sequences.upperBound < .max, "a head can name its next")
        },
        FuzzEntry(
            "control-request", "ControlRequest(line:): what a client may send",
            seeds: { try Seeds.folder("control-request") }
        ) { bytes in
            guard let request = try? ControlRequest(line: bytes) else { return }
            let message = request.message
            var framer = LineFramer(limit: message.count)
            framer.append(message)
            guard case .line(let line) = framer.next() else { return expect(false, "a request is one line") }
            expect((try? ControlRequest(line: line)) == request, "a request comes back")
        },
        FuzzEntry(
            "control-answer", "ControlAnswer(line:): what the agent may answer",
            seeds: { try Seeds.folder("control-answer") }
        ) { bytes in
            guard let answer = try? ControlAnswer(line: bytes) else { return }
            var written: [UInt8] = []
            answer.append(to: &written)
            guard written.last == UInt8(ascii: "\n") else { return expect(false, "an answer is one line") }
            expect((try? ControlAnswer(line: written.dropLast())) == answer, "an answer comes back")
        },
        FuzzEntry(
            "line-framer", "LineFramer: a stream in any pieces",
            seeds: { Seeds.texts("\u{5}\u{3}one\ntwo\n\nthree", "\u{1}\u{1}\n\n\n", "\u{40}\u{2}a line that goes on\n") }
        ) { bytes in
            // The first byte is the limit, the second the size of the pieces.
            guard bytes.count >= 2 else { return }
            let (limit, size) = (Int(bytes[0]), max(1, Int(bytes[1])))
            let stream = Array(bytes.dropFirst(2))
            var whole = LineFramer(limit: limit)
            whole.append(stream)
            var pieces = LineFramer(limit: limit)
            var frames: [LineFramer.Frame] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                pieces.append(Array(stream[start..<min(start + size, stream.count)]))
                while let frame = pieces.next() { frames.append(frame) }
            }
            for frame in frames { expect(whole.next() == frame, "pieces give the same lines") }
            expect(whole.next() == nil, "and no more")
            expect(whole.hasUnfinishedLine == pieces.hasUnfinishedLine, "and the same rest")
        },
    ]
}

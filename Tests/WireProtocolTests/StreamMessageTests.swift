import BehaviourModel
import Testing
import WireProtocol

@Suite struct StreamMessageTests {
    private static let place = StreamPosition(epoch: "e1", sequence: 42)

    @Test(
        arguments: [
            .read(StreamReadArguments()), .read(StreamReadArguments(after: place, lines: 7, bytes: 900)), .heartbeat,
            .subscribe, .acknowledge(StreamAcknowledgement(through: place)),
            .acknowledge(
                StreamAcknowledgement(through: place, refused: [.init(sequence: 41, reason: "too deep")])),
        ] as [StreamRequest])
    func `a request is one line, and comes back`(request: StreamRequest) throws {
        #expect(request.message.last == UInt8(ascii: "\n"))
        #expect(request.message.dropLast().contains(UInt8(ascii: "\n")) == false)
        #expect(try StreamRequest(line: request.message) == request)
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"schema":"yagura.control/1","request":"read"}"#,
        #"{"schema":"yagura.stream/1","request":"freeze"}"#,
        #"{"schema":"yagura.stream/1","request":"read","arguments":{"lines":0}}"#,
        #"{"schema":"yagura.stream/1","request":"read","arguments":{"lines":1001}}"#,
        #"{"schema":"yagura.stream/1","request":"read","arguments":{"bytes":99999999999}}"#,
        #"{"schema":"yagura.stream/1","request":"read","arguments":{"after":{"epoch":"e","sequence":-1}}}"#,
        #"{"schema":"yagura.stream/1","request":"read","arguments":{"other":1}}"#,
        #"{"schema":"yagura.stream/1","request":"subscribe","arguments":{"after":1}}"#,
        #"{"schema":"yagura.stream/1","request":"acknowledge"}"#,
        #"{"schema":"yagura.stream/1","request":"acknowledge","arguments":{"through":{"epoch":"e","sequence":1},"#
            + #""refused":[{"sequence":2,"reason":"x"}]}}"#,
    ])
    func `what is no request of the stream is refused`(line: String) {
        #expect(throws: ControlError.self) { try StreamRequest(line: Array(line.utf8)) }
    }

    @Test(
        arguments: [
            (.news(place), #"{"news":{"epoch":"e1","sequence":42}}"#),
            (
                .batch(StreamBatchHeader(agent: "a", epoch: "e1", ends: [1, 5], sizes: [10, 20])),
                #"{"batch":{"agent":"a","ends":[1,5],"epoch":"e1","sizes":[10,20]}}"#
            ),
            (.heartbeat(["agent": "a"]), #"{"heartbeat":{"agent":"a"}}"#),
            (.end(.refused, message: "full"), #"{"end":{"message":"full","status":5}}"#),
        ] as [(StreamAnswer, String)])
    func `an answer is one line, and comes back`(answer: StreamAnswer, text: String) throws {
        #expect(String(decoding: answer.message, as: UTF8.self) == text + "\n")
        #expect(try StreamAnswer(line: answer.message) == answer)
    }

    @Test(arguments: [
        "{}", #"{"batch":{}}"#, #"{"news":1}"#,
        #"{"batch":{"agent":"a","epoch":"e","ends":[],"sizes":[]}}"#,
        #"{"batch":{"agent":"a","epoch":"e","ends":[2,1],"sizes":[1,1]}}"#,
        #"{"batch":{"agent":"a","epoch":"e","ends":[1,2],"sizes":[1]}}"#,
        #"{"batch":{"agent":"a","epoch":"e","ends":[1],"sizes":[-1]}}"#,
        #"{"batch":{"agent":"a","epoch":"e","ends":[1],"sizes":[9999999]}}"#,
    ])
    func `what is no answer of the stream is refused`(line: String) {
        #expect(throws: ControlError.self) { try StreamAnswer(line: Array(line.utf8)) }
    }
}

import BehaviourModel
import Testing
import WireProtocol

@Suite struct ControlAnswerTests {
    @Test(
        arguments: [
            (.item(["id": "c1"]), "{\"item\":{\"id\":\"c1\"}}\n"),
            (.progress(["done": 3, "of": 10]), "{\"progress\":{\"done\":3,\"of\":10}}\n"),
            (.end(.done, message: nil), "{\"end\":{\"message\":null,\"status\":0}}\n"),
            (.end(.notFound, message: "no container c9"), "{\"end\":{\"message\":\"no container c9\",\"status\":4}}\n"),
        ] as [(ControlAnswer, String)])
    func `is one line, and comes back`(answer: ControlAnswer, text: String) throws {
        var bytes: [UInt8] = []
        answer.append(to: &bytes)

        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(try ControlAnswer(line: bytes) == answer)
    }

    @Test(arguments: ["{\"end\":{\"status\":77}}", "{\"end\":{\"status\":99999999999,\"message\":null}}"])
    func `takes an unknown status for a failure`(line: String) throws {
        #expect(try ControlAnswer(line: Array(line.utf8)) == .end(.failed, message: nil))
    }

    @Test(arguments: ["", "{}", "[]", "{\"end\":{}}", "{\"end\":1}", "{\"end\":{\"status\":0,\"message\":1}}"])
    func `rejects what is no answer`(line: String) {
        #expect(throws: ControlError.self) { try ControlAnswer(line: Array(line.utf8)) }
    }

    @Test func `has the exit statuses of the interface`() {
        #expect(ExitStatus.allCases.map(\.rawValue) == Array(0...9))
    }
}

import BehaviourModel
import Testing
import WireProtocol

@testable import CommandLineInterface

/// An agent that escapes nothing, to see that nothing reaches the terminal all the same.
@Suite struct HostileTextTests {
    static let commands: [[String]] = [
        ["status"], ["doctor"], ["containers"], ["workloads"], ["alerts"], ["alerts", "--held"], ["tail"],
        ["explain", "x"],
        ["learning", "show"], ["learning", "complete"], ["respond", "list"], ["respond", "freeze", "x"],
        ["alerts", "close", "x", "--as", "noise"], ["record", "--out", "/x"],
        ["wait", "alert", "--timeout", "5s"],
    ]

    @Test(arguments: commands, [false, true])
    func `no text in any field moves the cursor`(command: [String], asJSON: Bool) throws {
        let sample = Self.sample(for: command)
        let item = Self.poisoned(sample)
        let arguments = command + (asJSON ? ["--json"] : [])

        let outcome = try run(arguments, [.progress(item), .item(item), .end(.failed, message: Sample.hostile)])

        #expect(!outcome.output.isEmpty)
        for text in [outcome.output, outcome.messages] {
            let control = text.unicodeScalars.first {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
            }
            #expect(control == nil, "\(command) printed U+\(String(control?.value ?? 0, radix: 16))")
        }
    }

    /// Every string of a value replaced by a hostile one; those that a schema reads stay.
    private static func poisoned(_ value: JSONValue, key: String = "") -> JSONValue {
        switch value {
        case .string(let text):
            let isTime = (try? TimeText.parse(text)) != nil
            return isTime || key == "schema" ? value : .string(Sample.hostile)
        case .array(let values): return .array(values.map { poisoned($0, key: key) })
        case .object(let object):
            return .object(JSONObject(object.members.map { ($0.key, poisoned($0.value, key: $0.key)) }))
        default: return value
        }
    }

    private static func sample(for command: [String]) -> JSONValue {
        switch command.prefix(2).joined(separator: " ") {
        case "status": Sample.status.json
        case "doctor": DoctorFinding(check: "a", state: .problem, found: "b", remedy: "c").json
        case "containers": Sample.container().json
        case "workloads": Sample.workload.json
        case "alerts --held": Sample.held.json
        case "alerts", "tail": Sample.alert().json
        case "explain x": ExplainAnswer(lines: ["a"], alert: Sample.alert().json).json
        case "learning show", "learning complete": Sample.learning.json
        case "respond list", "respond freeze": Sample.lease().json
        case "alerts close": CloseAnswer(alert: "a", incident: "b", closing: "noise", by: "c", words: "d").json
        case "record --out":
            RecordAnswer(path: "/x", batches: 0, observations: 0, bytes: 0, elapsedNanoseconds: 0, words: "w").json
        default: WaitAnswer(condition: .alert, alert: "a", waitedNanoseconds: 1, words: "w").json
        }
    }
}

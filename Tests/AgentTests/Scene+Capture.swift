import AgentRuntime
import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing

/// A recording that runs.
struct RunningCapture {
    let path: String
    let command: Command
    /// The newest stored line before it.
    let after: Int64
}

extension Scene {
    func record() throws -> RunningCapture {
        let path = "\(agent.scratch.path)/run/attack.capture"
        let after = try agent.alerts.last?.sequence ?? 0
        let command = try agent.begin(["record", "--out", path])
        #expect(eventually(within: 10) { fileExists(path) }, "\(command.errors)")
        return RunningCapture(path: path, command: command, after: after)
    }

    func endRecord(_ capture: RunningCapture) throws {
        capture.command.signal(SIGINT)
        #expect(capture.command.wait(seconds: 20) != nil, "\(capture.command.errors)")
    }

    /// The same pipeline over the capture raises the same alerts, field by field.
    func replays(_ capture: RunningCapture, as live: [Alert]) throws {
        if let kept = ProcessInfo.processInfo.environment["YAGURA_KEEP_CAPTURE"] {
            try? writeFile(kept, try readBytes(capture.path))
        }
        var again: [Alert] = []
        var replay = Replay()
        try replay.run(path: capture.path, configuration: nil) { again.append($0) }
        again.removeAll { !$0.isFinding }
        say("replay: \(replay.observations) observations in \(replay.batches) batches, \(again.count) alerts")
        #expect(!replay.isTruncated)
        #expect(live.count >= 3)
        #expect(again.count == live.count, "live: \(live.map(\.summary))\nagain: \(again.map(\.summary))")
        for (one, other) in zip(live, again) {
            let (one, other) = (one.comparable, other.comparable)
            #expect(one == other, "\(differences(.object(one.object), .object(other.object)).joined(separator: "\n"))")
        }
    }
}

extension Alert {
    /// Without what a replay cannot know.
    var comparable: Alert {
        var alert = self
        (alert.id, alert.agent, alert.epoch, alert.sequence, alert.previous) = ("", "", "", 0, "")
        (alert.response, alert.latency) = (nil, nil)
        return alert
    }

    var summary: String {
        "\(kind.text) \(tripwire ?? "") \(workload?.name ?? "") \(items.map(\.item)) \(bootNanoseconds)"
    }
}

/// Where two values differ, by path.
func differences(_ one: JSONValue, _ other: JSONValue, _ path: String = "") -> [String] {
    switch (one, other) {
    case (.object(let one), .object(let other)):
        let keys = Set(one.keys).union(other.keys).sorted()
        return keys.flatMap { differences(one[$0] ?? .null, other[$0] ?? .null, "\(path).\($0)") }
    case (.array(let one), .array(let other)) where one.count == other.count:
        return zip(one, other).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
    default:
        return one == other
            ? [] : ["\(path): live \(CanonicalJSON.string(one)), replay \(CanonicalJSON.string(other))"]
    }
}

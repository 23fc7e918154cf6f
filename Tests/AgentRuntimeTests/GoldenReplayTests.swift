import AgentRuntime
import BehaviourModel
import Foundation
import Sensing
import TestSupport
import Testing

/// Captures of real container runs, and generated ones, replayed: they raise the alerts that stand beside them.
///
/// With `UPDATE_GOLDENS=1` the alerts, and the generated captures, are written instead of compared; review them like code.
/// In one order, for what is generated is then written before it is replayed.
@Suite(.serialized) struct GoldenReplayTests {
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
    private static let folder =
        #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Goldens"

    private static let recorded = ["attacked-service", "jobs-and-session"]
    /// A generated one says so in its name, in its header and in the README beside it.
    private static let generated = [
        "generated-quiet-service", "generated-hostile-names", "generated-coverage-gap", "generated-coverage-lost",
    ]

    private static func path(_ name: String, _ suffix: String) -> String { "\(folder)/\(name).\(suffix)" }

    @Test(arguments: generated)
    func `a generated capture is what its generator writes`(name: String) throws {
        let capture =
            switch name {
            case "generated-quiet-service": GeneratedCapture.quietService()
            case "generated-hostile-names": GeneratedCapture.hostileNames()
            case "generated-coverage-gap": GeneratedCapture.coverageGap()
            default: GeneratedCapture.coverageLost()
            }

        if Self.isUpdating { try writeFile(Self.path(name, "capture"), capture.bytes) }

        #expect(try readBytes(Self.path(name, "capture")) == capture.bytes)
    }

    @Test(arguments: recorded + generated)
    func `raises the committed alerts, byte for byte`(name: String) throws {
        var alerts: [String] = []
        var replay = Replay()

        try replay.run(path: Self.path(name, "capture"), configuration: nil) { alerts.append($0.lineOfGolden) }
        if Self.isUpdating { try writeFile(Self.path(name, "alerts"), alerts.map { $0 + "\n" }.joined()) }

        let committed = try readText(Self.path(name, "alerts")).split(separator: "\n").map(String.init)
        #expect(!replay.isTruncated)
        #expect(!committed.isEmpty)
        #expect(alerts.count == committed.count)
        for (alert, line) in zip(alerts, committed) { #expect(alert == line) }
    }

    @Test(arguments: recorded + generated)
    func `says what it is, and stays small`(name: String) throws {
        let path = Self.path(name, "capture")
        var reader = try CaptureReader.open(path)

        guard case .header(let header) = try reader.next(), case .state(let state) = try reader.next() else {
            Issue.record("\(name) lacks its header or its state")
            return
        }

        #expect(header.isGenerated == name.hasPrefix("generated-"))
        #expect(try readBytes(path).count <= 300_000)
        #expect(!state.profiles.isNull)
        #expect(try readText("\(Self.folder)/README.md").contains("`\(name)`"))
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        #expect(try !readText(path).contains(root), "a path of the machine that recorded it")
    }
}

extension Alert {
    /// The stored line without what a replay cannot know: architecture.md, section 2.
    fileprivate var lineOfGolden: String {
        guard case .object(var object) = json else { return "" }
        for field in ["id", "agent", "epoch", "sequence", "previous", "latency_ns"] { object[field] = nil }
        return CanonicalJSON.string(.object(object))
    }
}

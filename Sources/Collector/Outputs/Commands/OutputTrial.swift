internal import BehaviourModel
internal import WireProtocol

/// `test-output`: one marked alert to one output, now, with what came of it.
package enum OutputTrial {
    /// Returns what was done, in words; throws why it was not.
    package static func run(_ name: String, in section: OutputsSection, now: Int64) async throws(CollectorError)
        -> String
    {
        guard let settings = section.outputs.first(where: { $0.name == name }) else {
            let names = section.outputs.map(\.name)
            let known = names.isEmpty ? "none is configured" : "configured are \(names.joined(separator: ", "))"
            throw CollectorError(.notFound, "there is no output \(PlainText.shortened(name, to: 64)): \(known)")
        }
        let sender = settings.target.sender(name: name)
        let note = OutboundNote(console: section.console, isTest: true)
        do throws(OutputTrouble) {
            try await sender.send(sample(now: now), note, now: now)
        } catch {
            await sender.close()
            throw .failed("output \(name) did not take the test: \(error.words)")
        }
        await sender.close()
        return "output \(name) (\(settings.target.kind)) took the test alert"
    }

    /// An alert that nothing happened for.
    static func sample(now: Int64) -> OutboundLine {
        var alert = Alert(
            id: "test-\(now)", agent: AgentName.collector, kind: .health, severity: .high, unixNanoseconds: now,
            bootNanoseconds: 0, bootID: "", configuration: "")
        alert.epoch = "test"
        alert.sequence = 1
        alert.remark = "this is a test of an output; nothing happened"
        alert.unknown["test"] = .bool(true)
        return OutboundLine(position: 0, agent: AgentName.collector, received: now, bytes: alert.line)
    }
}

import BehaviourModel
import Testing

@testable import AgentRuntime

@Suite struct TouchedIncidentsTests {
    private func alert(_ id: String, _ incident: String?, tripwire: String? = "upper-exec") -> Alert {
        var alert = Alert(
            id: id, agent: "h", kind: .tripwire, severity: .high, unixNanoseconds: 0, bootNanoseconds: 0, bootID: "b",
            configuration: "")
        alert.tripwire = tripwire
        alert.incident = incident
        return alert
    }

    @Test func `a response is about the alert that told of the incident last`() {
        var touched = TouchedIncidents()
        touched.note(alert("a1", "i-1"))
        touched.note(alert("a2", "i-1"))
        touched.note(alert("a3", "i-2", tripwire: nil))

        #expect(touched.alertID(of: "i-1") == "a2")
        #expect(touched.alertID(of: "i-2") == nil && touched.alertID(of: "") == nil)
    }

    @Test func `a flood of incidents leaves the newest`() {
        var touched = TouchedIncidents()
        for number in 0..<1_000 { touched.note(alert("a\(number)", "i-\(number)")) }

        #expect(touched.alertID(of: "i-999") == "a999" && touched.alertID(of: "i-0") == nil)
    }

    @Test func `what is held back at each touch is told once in ten minutes and container`() {
        var touched = TouchedIncidents()
        let minute: UInt64 = 60_000_000_000
        let told = [("a", 0), ("a", 1), ("b", 1), ("a", 9), ("a", 10), ("a", 11)].map {
            touched.tellsHeldBack($0.0, now: UInt64($0.1) * minute)
        }

        #expect(told == [true, false, true, false, true, false])
    }
}

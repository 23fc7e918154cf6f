import AgentStore
import BehaviourModel
import TestSupport

/// A store in a folder of its own.
struct StoreFixture {
    let scratch: ScratchFolder
    var options: StoreOptions

    init(limit: Int64 = 64 << 20) throws {
        scratch = try ScratchFolder()
        options = Self.options(scratch.path + "/store", limit: limit)
    }

    static func options(_ directory: String, limit: Int64 = 64 << 20) -> StoreOptions {
        var options = StoreOptions(
            directory: directory, agent: "host-1", machine: "m1", limit: ByteCount(bytes: limit))
        options.busyMilliseconds = 50
        return options
    }

    var database: String { options.directory + "/agent.db" }

    func open(_ epoch: String = StoreFixture.epoch) throws(StoreError) -> AgentStore {
        try AgentStore(options, newEpoch: epoch, now: 1_000)
    }

    func reader() throws(StoreError) -> StoreReader {
        try StoreReader(directory: options.directory)
    }

    static let epoch = "11111111-1111-4111-8111-111111111111"
    static let otherEpoch = "22222222-2222-4222-8222-222222222222"
}

/// An alert as detection hands it over: nothing of the store's in it.
func sampleAlert(
    _ id: String = "", kind: AlertKind = .anomaly, severity: Severity = .high, time: Int64 = 1_700_000_000_000_000_000,
    workload: String = "web", incident: String? = nil, tripwire: String? = nil, about: String? = nil, padding: Int = 0
) -> Alert {
    var alert = Alert(
        id: id, agent: "", kind: kind, severity: severity, unixNanoseconds: time, bootNanoseconds: 5,
        bootID: "b0", configuration: String(repeating: "a", count: 64))
    alert.workload = AlertWorkload(scope: "host", name: workload)
    alert.container = AlertContainer(id: "c-" + workload, name: workload, runtime: "runc", cgroup: "/x", pid: 7)
    alert.incident = incident
    alert.tripwire = tripwire
    alert.about = about
    if padding > 0 { alert.unknown["padding"] = .string(String(repeating: "x", count: padding)) }
    return alert
}

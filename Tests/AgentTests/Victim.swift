import Glibc
import TestSupport

/// A service under attack, and how the test and the operator name it.
struct Victim {
    let container: String
    let workload: String
    let pid: pid_t
    let service: Service

    static let bundle = RuncBundle(name: "web", arguments: Service.arguments)

    /// A running container of `bundle`, reachable.
    init(_ container: RuncContainer) throws {
        let pid = try container.initPid
        self.init(container: container.id, workload: "host/web", pid: pid)
        try service.bringUp()
    }

    init(container: String, workload: String, pid: pid_t) {
        self.container = container
        self.workload = workload
        self.pid = pid
        service = Service(process: pid)
    }
}

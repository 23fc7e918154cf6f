/// Where events can get lost; one name for each counter that the kernel or a sensor keeps.
package enum LossSource: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// AUDIT_GET `lost`: the kernel's backlog was full.
    case auditBacklog
    /// ENOBUFS on the audit socket.
    case auditSocket
    /// Records that never became a whole event.
    case auditAssembly
    /// ENOBUFS on the process connector.
    case processConnector
    /// IN_Q_OVERFLOW.
    case inotify
    /// Batches that the pipeline could not take in time, and texts that did not fit into one.
    case pipeline
    /// A table of the agent that was full.
    case table
    /// Records that another owner of the audit socket took.
    case auditOwner

    package var name: String {
        switch self {
        case .auditBacklog: "audit_backlog"
        case .auditSocket: "audit_socket"
        case .auditAssembly: "audit_assembly"
        case .processConnector: "process_connector"
        case .inotify: "inotify"
        case .pipeline: "pipeline"
        case .table: "table"
        case .auditOwner: "audit_owner"
        }
    }
}

/// One loss: how much, where, between when and when. `cgroup` 0 means: any container of the host may be hit.
package struct Loss: Hashable, Sendable, BitwiseCopyable {
    package var source: LossSource
    package var cgroup: UInt64
    /// Events at least; 0 where the kernel says only "some".
    package var events: UInt64
    package var sinceBootNanoseconds: UInt64
    package var untilBootNanoseconds: UInt64

    package init(
        source: LossSource, cgroup: UInt64 = 0, events: UInt64, sinceBootNanoseconds: UInt64,
        untilBootNanoseconds: UInt64
    ) {
        self.source = source
        self.cgroup = cgroup
        self.events = events
        self.sinceBootNanoseconds = sinceBootNanoseconds
        self.untilBootNanoseconds = untilBootNanoseconds
    }
}

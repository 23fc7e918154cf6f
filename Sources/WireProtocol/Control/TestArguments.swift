package import BehaviourModel

/// Watches a harmless marked act: what it would have to be, or (with `cgroup` and `pid`) the canary that shall do it.
///
/// The canary is watched until its asker closes the writing half, and for a minute at most.
package struct TestArguments: ControlArguments {
    package enum Kind: String, Sendable, CaseIterable {
        /// A program that is younger than the container is executed below a process that listens.
        case exec
        /// The socket of a container runtime is connected to.
        case socket
        /// The socket's path is opened as a file.
        case file
        /// A process of the container is found outside its cgroup.
        case outside
    }

    package var kind: Kind
    /// The canary's cgroup, absolute.
    package var cgroup: String?
    /// The one process in it.
    package var pid: Int32?

    package init(kind: Kind, cgroup: String? = nil, pid: Int32? = nil) {
        self.kind = kind
        self.cgroup = cgroup
        self.pid = pid
    }

    package static let names = ["kind", "cgroup", "pid"]

    package init(from fields: inout FieldReader) throws(FieldError) {
        kind = try fields.choice("kind")
        cgroup = try fields.optionalString("cgroup")
        pid = try fields.optionalInteger("pid")
        if (cgroup == nil) != (pid == nil) {
            throw fields.error("cgroup", expected: "both cgroup and pid, or neither", found: "one of them")
        }
        if let pid, pid < 2 { throw fields.error("pid", expected: "a process other than the first", found: "\(pid)") }
        if let cgroup, cgroup.utf8.first != UInt8(ascii: "/") || cgroup.utf8.contains(0) {
            throw fields.error("cgroup", expected: "an absolute path", found: "another text")
        }
    }

    package var object: JSONObject {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        object.set("cgroup", cgroup)
        if let pid { object["pid"] = .integer(Int64(pid)) }
        return object
    }
}

/// The container an alert is about.
package struct AlertContainer: Hashable, Sendable {
    /// The runtime's id.
    package var id: String
    /// The name its operator gave it.
    package var name: String?
    /// `docker`, `runc`, `containerd` and so on.
    package var runtime: String
    /// Its control group, as a path below the hierarchy's root.
    package var cgroup: String
    /// Its first process, in the host's numbering.
    package var pid: Int32?
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(id: String, name: String? = nil, runtime: String, cgroup: String, pid: Int32? = nil) {
        self.id = id
        self.name = name
        self.runtime = runtime
        self.cgroup = cgroup
        self.pid = pid
    }
}

extension AlertContainer: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        id = try fields.string("id")
        name = try fields.optionalString("name")
        runtime = try fields.string("runtime")
        cgroup = try fields.string("cgroup")
        pid = try fields.optionalInteger("pid")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "id": .string(id),
            "name": .optional(name),
            "runtime": .string(runtime),
            "cgroup": .string(cgroup),
            "pid": .optional(pid.map { Int64($0) }),
        ]
        return known.adding(unknown: unknown)
    }
}

/// The process that did it. Paths and arguments are in the form of `EscapedText`.
package struct AlertProcess: Hashable, Sendable {
    /// In the host's numbering.
    package var pid: Int32
    /// With the pid, the identity of a process as long as the host runs.
    package var startBootNanoseconds: UInt64
    package var executable: String
    package var executableOrigin: AlertWord<ExecutableOrigin>
    package var arguments: [String]
    /// Whether something secret was taken out of the arguments.
    package var isRedacted: Bool
    /// In the host's numbering.
    package var uid: UInt32
    /// Executables of its ancestors inside the container, parent first.
    package var lineage: [String]
    /// Fields of a later version, written back as they came.
    package var unknown = JSONObject()

    package init(
        pid: Int32, startBootNanoseconds: UInt64, executable: String, executableOrigin: ExecutableOrigin,
        arguments: [String], isRedacted: Bool, uid: UInt32, lineage: [String]
    ) {
        self.pid = pid
        self.startBootNanoseconds = startBootNanoseconds
        self.executable = executable
        self.executableOrigin = .known(executableOrigin)
        self.arguments = arguments
        self.isRedacted = isRedacted
        self.uid = uid
        self.lineage = lineage
    }
}

extension AlertProcess: AlertPart {
    package init(from fields: FieldReader) throws(FieldError) {
        var fields = fields
        pid = try fields.integer("pid")
        startBootNanoseconds = try fields.integer("start_boot_ns")
        executable = try fields.string("executable")
        executableOrigin = try fields.word("executable_origin")
        arguments = try fields.strings("arguments")
        isRedacted = try fields.bool("redacted")
        uid = try fields.integer("uid")
        lineage = try fields.strings("lineage")
        unknown = fields.unknown
    }

    package var object: JSONObject {
        let known: JSONObject = [
            "pid": .integer(Int64(pid)),
            "start_boot_ns": .integer(Int64(clamping: startBootNanoseconds)),
            "executable": .string(executable),
            "executable_origin": .string(executableOrigin.text),
            "arguments": .strings(arguments),
            "redacted": .bool(isRedacted),
            "uid": .integer(Int64(uid)),
            "lineage": .strings(lineage),
        ]
        return known.adding(unknown: unknown)
    }
}

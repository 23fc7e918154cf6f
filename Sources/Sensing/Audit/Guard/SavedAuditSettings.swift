package import LinuxKernel

/// The host's audit settings as they were before the agent changed them, kept under `/run/yagura` until it has
/// restored them.
package struct SavedAuditSettings: Equatable, Sendable {
    package var bootId: String
    package var enabled: UInt32
    package var backlogLimit: UInt32
    package var backlogWaitTicks: UInt32
    /// Record types for which the agent added an exclusion: such rules carry no key that could tell.
    package var exclusions: [UInt16]
    /// Length of the turns of the kernel's thread for records, nanoseconds, 0 for the host's own; nil when it was not changed.
    package var recordSlice: UInt32?

    package static let fileName = "audit.json"
    private static let schema = "yagura.audit-settings/1"

    package init(_ status: AuditStatus, bootId: String, exclusions: [UInt16]) {
        self.bootId = bootId
        enabled = status.enabled
        backlogLimit = status.backlogLimit
        backlogWaitTicks = status.backlogWaitTicks
        self.exclusions = exclusions
    }

    package var text: String {
        let slice = recordSlice.map { ",\"record_slice\":\($0)" } ?? ""
        return """
            {"schema":"\(Self.schema)","boot":"\(bootId)","enabled":\(enabled),"backlog_limit":\(backlogLimit),\
            "backlog_wait_time":\(backlogWaitTicks),"exclusions":[\(exclusions.map(String.init).joined(separator: ","))]\(slice)}\n
            """
    }

    /// Nil for anything that `text` did not write.
    package init?(text: String) {
        guard let schema = Self.string("schema", in: text), schema == Self.schema,
            let bootId = Self.string("boot", in: text), let enabled = Self.number("enabled", in: text), enabled < 2,
            let limit = Self.number("backlog_limit", in: text), let wait = Self.number("backlog_wait_time", in: text),
            let list = Self.rest(after: "\"exclusions\":[", in: text)?.split(
                separator: "]", omittingEmptySubsequences: false
            )
            .first
        else { return nil }
        self.bootId = bootId
        self.enabled = enabled
        backlogLimit = limit
        backlogWaitTicks = wait
        exclusions = list.split(separator: ",").compactMap { UInt16($0) }
        recordSlice = Self.number("record_slice", in: text)
    }

    /// The file's content, from this boot; nil when there is none, or it is another boot's or damaged.
    package static func load(from folder: borrowing Directory, bootId: String) -> SavedAuditSettings? {
        guard let bytes = try? folder.read(fileName, limit: 4096),
            let saved = SavedAuditSettings(text: String(decoding: bytes, as: UTF8.self)), saved.bootId == bootId
        else { return nil }
        return saved
    }

    /// Writes it durably: whole or not at all.
    package func save(to folder: borrowing Directory) throws(SystemCallError) {
        try folder.replace(Self.fileName, with: Array(text.utf8))
    }

    private static func rest(after key: String, in text: String) -> Substring? {
        let parts = text.split(separator: key, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[1] : nil
    }

    private static func string(_ key: String, in text: String) -> String? {
        rest(after: "\"\(key)\":\"", in: text).flatMap {
            $0.split(separator: "\"", omittingEmptySubsequences: false).first
        }
        .map(String.init)
    }

    private static func number(_ key: String, in text: String) -> UInt32? {
        rest(after: "\"\(key)\":", in: text).flatMap { UInt32($0.prefix { $0.isNumber }) }
    }
}

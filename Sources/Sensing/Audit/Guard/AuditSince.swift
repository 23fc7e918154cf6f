internal import BehaviourModel
package import LinuxKernel

/// Since when the kernel gives each new process the audit context without which its calls are never seen.
///
/// A process gets one when it is forked after audit was enabled for the first time in this boot, and keeps it over exec;
/// switching audit off later changes neither. So the moment outlives the agent: it is kept beside the saved settings, and
/// a container that starts while no agent runs is known to be seen whole by the next one.
package struct AuditSince: Equatable, Sendable {
    package var bootId: String
    /// Processes that started then or later have a context; nanoseconds since boot.
    package var bootNanoseconds: UInt64
    /// A rule `never,task` stood at the last look: whatever was forked under it has none.
    package var isHidden = false

    package static let fileName = "audit-since.json"
    private static let schema = "yagura.audit-since/1"
    private static let sizeLimit = 4096

    package init(bootId: String, bootNanoseconds: UInt64, isHidden: Bool = false) {
        self.bootId = bootId
        self.bootNanoseconds = bootNanoseconds
        self.isHidden = isHidden
    }

    /// What is known now, audit being enabled.
    ///
    /// - Parameters:
    ///   - stored: what an earlier agent of this boot has written.
    ///   - isHidden: a rule `never,task` stands.
    ///   - isOnFromBoot: the kernel was started with audit on.
    ///   - now: nanoseconds since boot, taken after audit was enabled.
    package static func look(
        stored: AuditSince?, bootId: String, isHidden: Bool, isOnFromBoot: Bool, now: UInt64
    ) -> AuditSince {
        // Until when the rule stood nobody can say: not longer than until the first look that does not find it.
        if isHidden { return AuditSince(bootId: bootId, bootNanoseconds: now, isHidden: true) }
        if let stored, stored.bootId == bootId, stored.bootNanoseconds <= now {
            return stored.isHidden ? AuditSince(bootId: bootId, bootNanoseconds: now) : stored
        }
        return AuditSince(bootId: bootId, bootNanoseconds: isOnFromBoot ? 0 : now)
    }

    /// Whether a kernel's command line (`/proc/cmdline`) switches audit on: its last word about it counts, and nothing that
    /// is only understood by half.
    package static func isOnFromBoot(_ commandLine: String) -> Bool {
        // Quotes may hold blanks; behind `--` the words are the first program's.
        guard !commandLine.utf8.contains(UInt8(ascii: "\"")) else { return false }
        let words = commandLine.split { $0 == " " || $0 == "\n" || $0 == "\t" }.prefix { $0 != "--" }
        let last = words.last { $0.hasPrefix("audit=") }
        return last == "audit=1" || last == "audit=on"
    }

    package var text: String {
        CanonicalJSON.string([
            "schema": .string(Self.schema), "boot": .string(bootId),
            "since_ns": .integer(Int64(clamping: bootNanoseconds)), "hidden": .bool(isHidden),
        ]) + "\n"
    }

    /// Nil for anything that `text` did not write.
    package init?(text: String) {
        guard let json = try? JSONParser.parse(text), json["schema"]?.string == Self.schema,
            let bootId = json["boot"]?.string, let since = json["since_ns"]?.integer.flatMap({ UInt64(exactly: $0) }),
            case .bool(let isHidden) = json["hidden"]
        else { return nil }
        self.init(bootId: bootId, bootNanoseconds: since, isHidden: isHidden)
        guard self.text == text else { return nil }
    }

    /// The file's content, from this boot; nil when there is none, it is another boot's, a link, or damaged.
    package static func load(from folder: borrowing Directory, bootId: String) -> AuditSince? {
        guard let file = try? folder.open(fileName, [.nonBlocking, .noFollow]),
            let bytes = try? file.readToEnd(limit: sizeLimit),
            let since = AuditSince(text: String(decoding: bytes, as: UTF8.self)), since.bootId == bootId
        else { return nil }
        return since
    }

    /// Writes it durably: whole or not at all.
    package func save(to folder: borrowing Directory) throws(SystemCallError) {
        try folder.replace(Self.fileName, with: Array(text.utf8))
    }
}

extension AuditSensor {
    /// Audit is enabled: says since when its processes are seen, and writes it down for the agents to come.
    mutating func noteSince() {
        let isOnFromBoot = (try? Directory.working.text("/proc/cmdline", limit: 8192)).map(AuditSince.isOnFromBoot)
        do throws(SystemCallError) {
            let folder = try Directory(options.stateFolder)
            let since = AuditSince.look(
                stored: AuditSince.load(from: folder, bootId: saved.bootId), bootId: saved.bootId,
                isHidden: facts.isHiddenByTaskRule, isOnFromBoot: isOnFromBoot ?? false,
                now: KernelClock.bootNanoseconds)
            facts.visibleSince = since.bootNanoseconds
            try since.save(to: folder)
        } catch {
            facts.problems.append("\(error)")
        }
    }
}

internal import BehaviourModel

/// One lease as it is written down before it begins: enough for the next agent, and for the dead man's switch, to end it.
struct LeaseMark: Hashable, Sendable {
    var leaseID: String
    var bootID: String
    /// Nanoseconds since boot.
    var since: UInt64
    var expires: UInt64
    var freezer: FreezerKind
    /// The directory whose freezer serves, and its inode.
    var directory: String
    var inode: UInt64
    /// The directory carries the mark too.
    var isAttributed: Bool
    var target: ResponseTarget
    var owner: ResponseOwner
    var reason: String
    var alertID: String?

    static let attribute = "trusted.yagura.lease"

    /// The mark on the directory: the lease's id and its expiry.
    var attributeValue: [UInt8] { Array("\(leaseID) \(expires)".utf8) }

    /// The reverse of `attributeValue`; nil for a text that is none.
    static func parseAttribute(_ bytes: [UInt8]) -> (leaseID: String, expires: UInt64)? {
        let parts = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let expires = UInt64(String(decoding: parts[1], as: UTF8.self)) else { return nil }
        let leaseID = String(decoding: parts[0], as: UTF8.self)
        return isName(leaseID) ? (leaseID, expires) : nil
    }

    /// Ids are file names and names of units: digits, small letters and dashes, as `FreezeKeeper` makes them.
    static func isName(_ leaseID: String) -> Bool {
        let small = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return !leaseID.isEmpty && leaseID.utf8.count <= 64
            && leaseID.utf8.allSatisfy { small.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
    }
}

/// The text form: a line a field, its value escaped, so that no container's name can add a line.
extension LeaseMark {
    private static let header = "yagura-lease 1"

    var text: [UInt8] {
        var lines = [Self.header]
        func line(_ key: String, _ value: String) { lines.append("\(key) \(EscapedText.string(value))") }
        line("id", leaseID)
        line("expires", String(expires))
        line("since", String(since))
        line("boot", bootID)
        line("freezer", freezer.rawValue)
        line("directory", directory)
        line("inode", String(inode))
        line("attributed", isAttributed ? "1" : "0")
        line("container", target.containerID)
        line("name", target.containerName)
        line("scope", target.workload.scope)
        line("workload", target.workload.name)
        line("runtime", target.runtime)
        line("start", String(target.startBootNanoseconds))
        line("pid", String(target.initPid))
        line("infrastructure", target.isInfrastructure ? "1" : "0")
        line("cgroup", target.cgroup.path)
        line("cgroup_inode", String(target.cgroup.inode))
        if let path = target.cgroup.freezerV1 { line("cgroup_v1", path) }
        if let path = target.cgroup.unified { line("cgroup_v2", path) }
        switch owner {
        case .policy(let name): line("policy", name)
        case .operatorUser(let name): line("operator", name)
        }
        line("reason", reason)
        if let alertID { line("alert", alertID) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// nil for a damaged or foreign text. Unknown keys are passed over.
    init?(text bytes: [UInt8]) {
        var fields: [String: String] = [:]
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, first.elementsEqual(Self.header.utf8) else { return nil }
        for line in lines.dropFirst() {
            guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
            let value = String(decoding: line[line.index(after: blank)...], as: UTF8.self)
            guard let decoded = EscapedText.decode(value) else { return nil }
            fields[String(decoding: line[..<blank], as: UTF8.self)] = String(decoding: decoded, as: UTF8.self)
        }
        func number<Number: FixedWidthInteger>(_ key: String) -> Number? { fields[key].flatMap { Number($0) } }
        guard let leaseID = fields["id"], Self.isName(leaseID), let bootID = fields["boot"],
            let since: UInt64 = number("since"), let expires: UInt64 = number("expires"),
            let freezer = fields["freezer"].flatMap(FreezerKind.init(rawValue:)), let directory = fields["directory"],
            let inode: UInt64 = number("inode"), let container = fields["container"], let path = fields["cgroup"],
            let pathInode: UInt64 = number("cgroup_inode"), let start: UInt64 = number("start"),
            let pid: Int32 = number("pid")
        else { return nil }
        self.leaseID = leaseID
        self.bootID = bootID
        self.since = since
        self.expires = expires
        self.freezer = freezer
        self.directory = directory
        self.inode = inode
        isAttributed = fields["attributed"] == "1"
        let placement = CgroupPlacement(
            path: path, inode: pathInode, freezerV1: fields["cgroup_v1"], unified: fields["cgroup_v2"])
        target = ResponseTarget(
            ContainerDescription(
                id: container, name: fields["name"] ?? "", runtime: fields["runtime"] ?? "",
                workload: WorkloadIdentity(scope: fields["scope"] ?? "", name: fields["workload"] ?? ""),
                cgroup: placement, initPid: pid, startBootNanoseconds: start,
                isInfrastructure: fields["infrastructure"] == "1"))
        owner = fields["operator"].map { .operatorUser($0) } ?? .policy(fields["policy"] ?? "")
        reason = fields["reason"] ?? ""
        alertID = fields["alert"]
    }
}

package import LinuxKernel

/// What a test of detection asks to be watched for a while: a cgroup that it made, with one process in it.
package struct CanaryRequest: Hashable, Sendable {
    /// Absolute path of the cgroup: directly below a hierarchy's root, its name `yagura-canary-` and 16 to 64 hexadecimal digits.
    package var cgroup: String
    /// The one process in it.
    package var initPid: Int32
    /// Who asks, as the kernel vouches for it: the process must be its child or grandchild.
    package var askerPid: Int32

    package static let prefix = "yagura-canary-"
    /// A canary is dropped after this, whoever still holds it.
    package static let lifetime: Duration = .seconds(60)

    package init(cgroup: String, initPid: Int32, askerPid: Int32) {
        self.cgroup = cgroup
        self.initPid = initPid
        self.askerPid = askerPid
    }

    /// The container's id: the digits of the name. Nil for a path that can be no canary's on this host.
    package func id(in layout: CgroupLayout) -> String? {
        guard let slash = cgroup.lastIndex(of: "/"), cgroup.utf8.count < 4_096 else { return nil }
        let folder = String(cgroup[..<slash])
        let name = cgroup[cgroup.index(after: slash)...]
        guard folder == Self.folder(in: layout), name.hasPrefix(Self.prefix) else { return nil }
        let digits = name.utf8.dropFirst(Self.prefix.utf8.count)
        let isName = (16...64).contains(digits.count) && digits.allSatisfy { Self.isDigit($0) }
        return isName ? String(name.dropFirst(Self.prefix.count)) : nil
    }

    /// Where a canary's cgroup must lie: below the v2 hierarchy's root, or v1 freezer's where there is no v2. Nil: neither.
    package static func folder(in layout: CgroupLayout) -> String? { layout.unified ?? layout.controllers["freezer"] }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// Why a canary is not watched.
package struct CanaryRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// What was asked can be no canary.
        case unfit
        /// It could be, but not now.
        case busy
        /// This host, or these sensors, cannot watch one.
        case impossible
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// A canary that is watched now.
package struct CanaryStart: Hashable, Sendable {
    package let id: String
    /// Sensitive paths in it that audit watches.
    package let watches: Int
}

/// The control groups that no response may touch, and why: a value that planning and acting both ask.
///
/// Paths are absolute, compared byte by byte: a container's name could be canonically equivalent to another.
package struct CgroupProtection: Hashable, Sendable {
    /// Mount points of the hierarchies that containers may be in.
    package var roots: [String]
    /// Directories of the agent, in each hierarchy: they and all above them are untouchable.
    package var agent: [String]
    /// Directories of runtime daemons, as `agent`.
    package var runtimes: [String]
    /// Configured directories: they and all below them are untouchable. Absolute, or relative to each root.
    package var prefixes: [String]

    package init(roots: [String], agent: [String] = [], runtimes: [String] = [], prefixes: [String] = []) {
        self.roots = roots.map(Self.withoutEndingSlash)
        self.agent = agent.map(Self.withoutEndingSlash)
        self.runtimes = runtimes.map(Self.withoutEndingSlash)
        self.prefixes = prefixes.map(Self.withoutEndingSlash)
    }

    /// Why the container of this placement may not be touched; nil when it may.
    package func reason(against placement: CgroupPlacement) -> HoldBackReason? {
        for path in [placement.path, placement.freezerV1, placement.unified] {
            if let path, let reason = reason(against: path) { return reason }
        }
        return nil
    }

    /// Why the directory may not be touched; nil when it may.
    package func reason(against path: String) -> HoldBackReason? {
        guard Self.isPlain(path) else { return .malformedCgroup }
        if roots.contains(where: { Self.holds(path, $0) }) { return .system }
        guard let root = roots.filter({ Self.holds($0, path) }).max(by: { $0.utf8.count < $1.utf8.count }) else {
            return .malformedCgroup
        }
        if agent.contains(where: { Self.holds(path, $0) }) { return .agent }
        if runtimes.contains(where: { Self.holds(path, $0) }) { return .runtime }
        for prefix in prefixes where Self.holds(prefix, path) || Self.holds(root + prefix, path) {
            return .protectedCgroup
        }
        return Self.isSystemUnit(path) ? .system : nil
    }

    /// A slice holds the units of many; a service of `system.slice` is the host's own. A scope there may be a container.
    private static func isSystemUnit(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        guard let last = parts.last else { return true }
        if ends(last, ".slice") || last.elementsEqual("init.scope".utf8) { return true }
        guard parts.count >= 2 else { return false }
        return parts[parts.count - 2].elementsEqual("system.slice".utf8) && ends(last, ".service")
    }

    private static func ends(_ name: Substring.UTF8View, _ suffix: String) -> Bool {
        name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// Absolute, without empty parts, `.` and `..`, so that its text says where it is.
    private static func isPlain(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else { return false }
        return path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
        }
    }

    /// Whether `inner` is `outer` or below it.
    private static func holds(_ outer: String, _ inner: String) -> Bool {
        guard inner.utf8.starts(with: outer.utf8) else { return false }
        let rest = inner.utf8.dropFirst(outer.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    private static func withoutEndingSlash(_ path: String) -> String {
        var path = path
        while path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}

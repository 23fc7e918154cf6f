/// The control groups of one process (`/proc/<pid>/cgroup`).
package struct ProcessCgroups: Sendable, Hashable {
    /// The path in the v2 hierarchy; nil on a v1-only host.
    package private(set) var unified: String?
    /// The paths in the v1 hierarchies, by controller.
    package private(set) var controllers: [String: String] = [:]
    /// Whether the v2 cgroup was removed while the process (a zombie) still names it.
    package private(set) var isDeleted = false

    /// Parses the file; malformed lines are left out. A path may hold colons and blanks, never a newline.
    package init(_ bytes: Span<UInt8>) {
        var lines = ByteScanner(bytes)
        while let line = lines.next(until: 0x0A) { add(bytes.extracting(line)) }
    }

    /// The path for a controller, on v1 or else in the v2 hierarchy.
    package func path(of controller: String) -> String? { controllers[controller] ?? unified }

    private mutating func add(_ line: Span<UInt8>) {
        var fields = ByteScanner(line)
        guard let number = fields.next(until: UInt8(ascii: ":")), let hierarchy = line.decimal(number),
            let names = fields.next(until: UInt8(ascii: ":")), fields.position < line.count,
            line[fields.position] == UInt8(ascii: "/")
        else { return }
        var path = line.text(fields.position..<line.count)
        let deleted = path.hasSuffix(Self.deletedMark)
        if deleted { path.removeLast(Self.deletedMark.count) }
        if hierarchy == 0, names.isEmpty {
            unified = path
            isDeleted = deleted
        } else {
            for name in line.text(names).split(separator: ",") { controllers[String(name)] = path }
        }
    }

    private static let deletedMark = " (deleted)"
}

internal import LinuxKernel

/// The list of `profiles/sensitive-paths`: files and folders whose use is worth an observation.
package struct SensitivePaths: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        /// Bits of `AuditPermissions`.
        package var permissions: UInt32
        /// Absolute, as the container names it; without a slash at its end.
        package var path: String
        /// Everything directly in it is meant as well.
        package var isFolder: Bool
    }

    /// A line that says nothing the parser understands.
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        package var line: Int
        package var reason: String
        package var description: String { "line \(line): \(reason)" }
    }

    package var entries: [Entry] = []

    package init() {}

    /// Reads the list; lines with problems are left out and named.
    package static func parse(_ text: String) -> (paths: SensitivePaths, problems: [Problem]) {
        var paths = SensitivePaths()
        var problems: [Problem] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard let permissions = permissions(first) else {
                problems.append(Problem(line: number, reason: "begins with '\(first)', not with read, write or all"))
                continue
            }
            guard words.count == 2, let path = words.last, path.hasPrefix("/"), path.count > 1 else {
                problems.append(Problem(line: number, reason: "wants one absolute path after '\(first)'"))
                continue
            }
            guard !path.utf8.contains(0), path.utf8.count < 3_500, !path.split(separator: "/").contains("..") else {
                problems.append(Problem(line: number, reason: "the path has '..' in it, or is too long"))
                continue
            }
            let isFolder = path.hasSuffix("/")
            let entry = Entry(
                permissions: permissions, path: String(isFolder ? path.dropLast() : path[...]), isFolder: isFolder)
            if !paths.entries.contains(where: { $0.path == entry.path }) { paths.entries.append(entry) }
        }
        return (paths, problems)
    }

    private static func permissions(_ word: Substring) -> UInt32? {
        switch word {
        case "read": AuditPermissions.read
        case "write": AuditPermissions.write | AuditPermissions.attribute
        case "all": AuditPermissions.read | AuditPermissions.write | AuditPermissions.attribute
        default: nil
        }
    }
}

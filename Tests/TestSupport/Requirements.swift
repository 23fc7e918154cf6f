import Glibc

/// What a test needs of the machine; each says in words what is missing.
package enum Requirement {
    /// Real containers by runc: root, runc, a static busybox.
    package static let runc = missing([root, program("runc"), program("busybox")])
    /// Real containers by a docker engine of the test's own.
    package static let docker = missing([root, program("dockerd"), program("busybox")])
    package static let root = geteuid() == 0 ? nil : "root"

    package static var hasRunc: Bool { runc == nil }
    package static var hasDocker: Bool { docker == nil }
    package static var isRoot: Bool { root == nil }

    package static func program(_ name: String) -> String? {
        path(of: name) == nil ? "the program \(name)" : nil
    }

    static func path(of name: String) -> String? {
        let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static func missing(_ needs: [String?]) -> String? {
        let lacking = needs.compactMap { $0 }
        return lacking.isEmpty ? nil : "needs " + lacking.joined(separator: ", ")
    }
}

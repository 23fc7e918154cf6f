internal import CLinux

/// Limits and settings of this process.
package enum ProcessLimits {
    /// A resource of getrlimit(2).
    package enum Resource: Int32, Sendable {
        case fileSize = 1
        case core = 4
        case processes = 6
        case openFiles = 7
        case lockedMemory = 8
    }

    package struct Limit: Sendable, Hashable {
        package var soft: UInt64
        package var hard: UInt64

        package init(soft: UInt64, hard: UInt64) {
            self.soft = soft
            self.hard = hard
        }
    }

    package static func limit(of resource: Resource) throws(SystemCallError) -> Limit {
        var limit = Limit(soft: 0, hard: 0)
        try check(
            unsafe yagura_limit_get(resource.rawValue, &limit.soft, &limit.hard), "getrlimit", "\(resource)")
        return limit
    }

    package static func setLimit(of resource: Resource, to limit: Limit) throws(SystemCallError) {
        try check(yagura_limit_set(resource.rawValue, limit.soft, limit.hard), "setrlimit", "\(resource)")
    }

    /// Raises the soft limit to the hard one: what a process may do without asking anyone. The limit now.
    @discardableResult
    package static func raise(_ resource: Resource) throws(SystemCallError) -> Limit {
        var limit = try limit(of: resource)
        limit.soft = limit.hard
        try setLimit(of: resource, to: limit)
        return limit
    }

    /// The calling thread's name in `ps` and `top`, cut to the kernel's 15 bytes; of the process when called in main.
    package static func setName(_ name: String) throws(SystemCallError) {
        let short = String(decoding: name.utf8.prefix(15), as: UTF8.self)
        try check(unsafe yagura_set_name(short), "prctl PR_SET_NAME", name)
    }
}

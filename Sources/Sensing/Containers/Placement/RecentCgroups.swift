/// Inodes of cgroup directories by path, from their creation on: a container that ends at once takes its directory along
/// before its state can be read, but what its processes did carries the inode.
struct RecentCgroups: Sendable {
    private var inodes: [String: UInt64] = [:]
    private var order: [String] = []
    private var next = 0

    /// Directories remembered; the oldest make room.
    static let limit = 512

    var count: Int { inodes.count }

    func inode(of path: String) -> UInt64? { inodes[path] }

    mutating func remember(_ path: String, inode: UInt64) {
        guard inodes.updateValue(inode, forKey: path) == nil else { return }
        if order.count < Self.limit {
            order.append(path)
        } else {
            inodes[order[next]] = nil
            order[next] = path
            next = (next + 1) % Self.limit
        }
    }
}

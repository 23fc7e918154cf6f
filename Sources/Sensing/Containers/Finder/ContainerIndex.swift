internal import BehaviourModel

/// Finds the container that a cgroup path lies in, without an allocation: the longest known prefix wins, so that cgroups
/// that a container makes inside its own still count as its own.
///
/// Keys are seeded hashes of 64 bits: paths come from outside, and whoever cannot choose collisions cannot make two
/// containers one.
struct ContainerIndex: Sendable {
    enum Hierarchy: UInt64, Sendable {
        case unified = 0x9e37_79b9_7f4a_7c15
        case freezer = 0xc2b2_ae3d_27d4_eb4f
    }

    private let seed: UInt64
    private var cgroups: [UInt64: UInt64] = [:]

    init(seed: UInt64) { self.seed = seed }

    var count: Int { cgroups.count }

    mutating func add(_ path: String, in hierarchy: Hierarchy, cgroup: UInt64) {
        cgroups[hash(Array(path.utf8).span, hierarchy)] = cgroup
    }

    /// Forgets a path, unless another container has taken it meanwhile.
    mutating func remove(_ path: String, in hierarchy: Hierarchy, cgroup: UInt64) {
        let key = hash(Array(path.utf8).span, hierarchy)
        if cgroups[key] == cgroup { cgroups[key] = nil }
    }

    /// The container's cgroup; 0 when the path lies in none.
    func cgroup(of path: Span<UInt8>, in hierarchy: Hierarchy) -> UInt64 {
        guard !cgroups.isEmpty else { return 0 }
        var end = path.count
        while end > 1 {
            if let cgroup = cgroups[hash(path.extracting(0..<end), hierarchy)] { return cgroup }
            repeat { end -= 1 } while end > 0 && path[end] != UInt8(ascii: "/")
        }
        return 0
    }

    private func hash(_ path: Span<UInt8>, _ hierarchy: Hierarchy) -> UInt64 {
        SeededHash.hash(path, seed: seed ^ hierarchy.rawValue)
    }
}

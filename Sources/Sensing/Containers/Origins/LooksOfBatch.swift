internal import BehaviourModel

/// Answers of one batch: a look at a file after all of the batch's executions is as good for each as a look of its own, for what
/// the overlay has copied up stays copied up. Beyond the batch nothing is kept: the next execution may be of a changed file.
struct LooksOfBatch {
    private struct Look {
        var cgroup: UInt64 = 0
        var path: [UInt8] = []
        var origin = ExecutableOrigin.unknown
    }

    /// Kept with their memory from batch to batch; the first `count` are of this one.
    private var looks = [Look](repeating: Look(), count: 8)
    private var count = 0
    private var next = 0

    mutating func forget() {
        count = 0
        next = 0
    }

    func origin(of path: Span<UInt8>, in cgroup: UInt64) -> ExecutableOrigin? {
        for index in 0..<count where looks[index].cgroup == cgroup && path.equals(looks[index].path) {
            return looks[index].origin
        }
        return nil
    }

    /// The oldest gives way.
    mutating func note(_ origin: ExecutableOrigin, of path: Span<UInt8>, in cgroup: UInt64) {
        looks[next].cgroup = cgroup
        looks[next].origin = origin
        looks[next].path.removeAll(keepingCapacity: true)
        for index in path.indices { looks[next].path.append(path[index]) }
        next = (next + 1) % looks.count
        count = min(count + 1, looks.count)
    }
}

internal import BehaviourModel

/// The files that are watched, by device and inode: what a name relative to an unknown directory, a link or a bare
/// descriptor stood for.
package struct WatchedFiles {
    private struct Entry: BitwiseCopyable {
        var device: UInt64
        var inode: UInt64
        var start: Int
        var count: Int
        var container: UInt64
    }

    /// Sorted by device, then inode.
    private var entries: ContiguousArray<Entry> = []
    private var bytes: ContiguousArray<UInt8> = []

    package init() {}

    package var count: Int { entries.count }

    /// Notes that a file is watched under this path, as its container names it.
    /// - Parameter device: major number in the upper, minor in the lower 32 bits.
    package mutating func insert(device: UInt64, inode: UInt64, container: UInt64, path: String) {
        let entry = Entry(
            device: device, inode: inode, start: bytes.count, count: path.utf8.count, container: container)
        let place = lowerBound(device: device, inode: inode)
        // Of two watched names of one file the first is as good as the other.
        if place < entries.count, entries[place].device == device, entries[place].inode == inode { return }
        bytes.append(contentsOf: path.utf8)
        entries.insert(entry, at: place)
    }

    /// Forgets the files of a container.
    package mutating func remove(container: UInt64) {
        let old = bytes
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll { $0.container == container }
        for index in entries.indices {
            let start = bytes.count
            bytes.append(contentsOf: old[entries[index].start..<entries[index].start + entries[index].count])
            entries[index].start = start
        }
    }

    func path(device: UInt64, inode: UInt64) -> Range<Int>? {
        guard inode != 0, !entries.isEmpty else { return nil }
        let place = lowerBound(device: device, inode: inode)
        guard place < entries.count, entries[place].device == device, entries[place].inode == inode else { return nil }
        return entries[place].start..<entries[place].start + entries[place].count
    }

    /// Copies the path of a file into a batch.
    func copy(_ path: Range<Int>, into batch: inout ObservationBatch) -> ByteRange {
        batch.append(bytes: bytes.span.extracting(path))
    }

    private func lowerBound(device: UInt64, inode: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let entry = entries[middle]
            if (entry.device, entry.inode) < (device, inode) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

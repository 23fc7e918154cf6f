internal import BehaviourModel

/// Joins a name with its directory and folds `//`, `.` and `..` away, by text alone: nothing is looked up.
struct LexicalPath {
    private var bytes: ContiguousArray<UInt8> = []

    init() {
        bytes.reserveCapacity(2 * AuditTexts.textLimit + 2)
    }

    /// Copies the joined path into a batch; `/` is the least there is.
    func copy(into batch: inout ObservationBatch) -> ByteRange { batch.append(bytes: bytes.span) }

    /// An absolute name stands for itself.
    mutating func join(directory: Span<UInt8>, name: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        if name.isEmpty || name[0] != 0x2F { add(directory) }
        add(name)
        if bytes.isEmpty { bytes.append(0x2F) }
    }

    private mutating func add(_ path: Span<UInt8>) {
        var position = 0
        while position < path.count {
            while position < path.count, path[position] == 0x2F { position += 1 }
            let start = position
            while position < path.count, path[position] != 0x2F { position += 1 }
            let length = position - start
            if length == 0 || length == 1 && path[start] == 0x2E { continue }
            if length == 2, path[start] == 0x2E, path[start + 1] == 0x2E {
                while let last = bytes.popLast(), last != 0x2F {}
                continue
            }
            bytes.append(0x2F)
            for index in start..<position { bytes.append(path[index]) }
        }
    }
}

internal import BehaviourModel
internal import LinuxKernel

/// Reads single files of `/proc/<pid>` into memory that is used again.
///
/// Names stay within 15 bytes, which Swift keeps without an allocation; the folder is opened once.
struct ProcessFiles: ~Copyable {
    private let folder: Directory
    private(set) var buffer = [UInt8](repeating: 0, count: Self.size)
    /// Bytes of the last file read; 0 when it could not be.
    private(set) var count = 0

    /// Command lines are cut here; the kernel's own files are shorter.
    static let size = 8192

    init() throws(SystemCallError) {
        // No path: an error's text would have to be made for each process that is gone already.
        let descriptor = try Directory.working.open("/proc", [.directory])
        folder = Directory(descriptor, path: "")
    }

    /// What the last call read.
    var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.span.extracting(0..<count) }
    }

    mutating func readCgroup(_ pid: Int32) -> Bool { read("\(pid)/cgroup") }
    mutating func readCommandLine(_ pid: Int32) -> Bool { read("\(pid)/cmdline") }

    mutating func readStat(_ pid: Int32) -> ProcessStat? {
        read("\(pid)/stat") ? ProcessStat(bytes) : nil
    }

    /// The executable's path, as the process's mount namespace names it.
    mutating func readExecutable(_ pid: Int32) -> Bool {
        let length = try? folder.link("\(pid)/exe", into: &buffer)
        count = length ?? 0
        return count > 0
    }

    /// Owner of the process's files: its effective user, or root where the process may not be dumped.
    func user(_ pid: Int32) -> UInt32? { (try? folder.status("\(pid)"))?.user }

    private mutating func read(_ name: String) -> Bool {
        let length = try? folder.read(name, into: &buffer)
        count = length ?? 0
        return count > 0
    }
}

/// The two paths in `/proc/<pid>/cgroup` that name containers, found without a copy.
struct CgroupLines {
    var unified = ByteRange.empty
    var freezer = ByteRange.empty

    init(_ bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            take(bytes, start, end)
            start = end + 1
        }
    }

    /// `id:controllers:path`
    private mutating func take(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        var first = start
        while first < end, bytes[first] != UInt8(ascii: ":") { first += 1 }
        var second = first + 1
        while second < end, bytes[second] != UInt8(ascii: ":") { second += 1 }
        guard second < end else { return }
        let path = Self.range(second + 1, end)
        if second == first + 1, first == start + 1, bytes[start] == UInt8(ascii: "0") { unified = path }
        if Self.names(bytes, first + 1, second) { freezer = path }
    }

    /// Whether `freezer` is one of the controllers, which commas separate.
    private static func names(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let word: StaticString = "freezer"
        var at = start
        while at + word.utf8CodeUnitCount <= end {
            var stop = at
            while stop < end, bytes[stop] != UInt8(ascii: ",") { stop += 1 }
            if stop - at == word.utf8CodeUnitCount, bytes[at] == UInt8(ascii: "f"), bytes[at + 1] == UInt8(ascii: "r"),
                bytes[at + 2] == UInt8(ascii: "e"), bytes[at + 3] == UInt8(ascii: "e"),
                bytes[at + 4] == UInt8(ascii: "z"),
                bytes[at + 5] == UInt8(ascii: "e"), bytes[at + 6] == UInt8(ascii: "r")
            {
                return true
            }
            at = stop + 1
        }
        return false
    }

    private static func range(_ start: Int, _ end: Int) -> ByteRange {
        ByteRange(offset: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: end - start))
    }
}

extension Span<UInt8> {
    /// The bytes of a range that was found in this very span.
    @_lifetime(copy self)
    func part(_ range: ByteRange) -> Span<UInt8> {
        let end = Int(range.offset) + Int(range.count)
        return end <= count ? extracting(Int(range.offset)..<end) : extracting(0..<0)
    }

    /// Without the kernel's mark for a cgroup that was removed meanwhile.
    var withoutDeletedMark: Span<UInt8> {
        @_lifetime(copy self)
        get {
            let mark = 10  // " (deleted)"
            guard count > mark, self[count - 1] == UInt8(ascii: ")"), self[count - 10] == UInt8(ascii: " "),
                self[count - 9] == UInt8(ascii: "("), self[count - 8] == UInt8(ascii: "d")
            else { return self }
            return extracting(0..<count - mark)
        }
    }
}

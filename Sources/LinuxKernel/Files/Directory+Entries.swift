internal import CLinux

extension Directory {
    /// Gives each entry but `.` and `..`; the order is the kernel's.
    package func forEachEntry(_ body: (DirectoryEntry) -> Void) throws(SystemCallError) {
        // A file description of its own: another walk's position is left alone.
        let listing = try open(".", .directory)
        var buffer = [UInt8](repeating: 0, count: 32768)
        while true {
            var span = buffer.mutableSpan
            let count = try check(yagura_directory_records(listing.number, &span), "getdents64", path)
            guard count > 0 else { return }
            forEachDirectoryRecord(buffer.span.extracting(0..<min(count, buffer.count)), body)
        }
    }

    /// No more than `limit` entries but `.` and `..`: for folders that somebody else may fill at will.
    package func entries(limit: Int) throws(SystemCallError) -> [DirectoryEntry] {
        let listing = try open(".", .directory)
        var buffer = [UInt8](repeating: 0, count: 32768)
        var result: [DirectoryEntry] = []
        while result.count < limit {
            var span = buffer.mutableSpan
            let count = try check(yagura_directory_records(listing.number, &span), "getdents64", path)
            guard count > 0 else { break }
            forEachDirectoryRecord(buffer.span.extracting(0..<min(count, buffer.count))) { result.append($0) }
        }
        return Array(result.prefix(max(0, limit)))
    }

    /// All entries but `.` and `..`.
    package func entries() throws(SystemCallError) -> [DirectoryEntry] {
        var result: [DirectoryEntry] = []
        try forEachEntry { result.append($0) }
        return result
    }
}

/// A name in a directory. Names are bytes: whoever makes the file chooses them.
package struct DirectoryEntry: Sendable, Hashable {
    package let inode: UInt64
    package let kind: Kind
    package let name: [UInt8]

    /// The name as text; invalid UTF-8 is repaired, and then names nothing.
    package var text: String { String(decoding: name, as: UTF8.self) }

    package enum Kind: Sendable { case directory, file, link, other }
}

/// Parses what getdents64(2) filled; stops at the first record that does not fit.
func forEachDirectoryRecord(_ bytes: Span<UInt8>, _ body: (DirectoryEntry) -> Void) {
    let headerSize = 19  // d_ino 8, d_off 8, d_reclen 2, d_type 1
    var start = 0
    while start + headerSize <= bytes.count {
        let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
        guard length > headerSize, start + length <= bytes.count else { return }
        var inode: UInt64 = 0
        for index in 0..<8 { inode |= UInt64(bytes[start + index]) << UInt64(8 * index) }
        var name: [UInt8] = []
        var index = start + headerSize
        while index < start + length, bytes[index] != 0 {
            name.append(bytes[index])
            index += 1
        }
        let kind: DirectoryEntry.Kind =
            switch bytes[start + 18] {
            case 4: .directory
            case 8: .file
            case 10: .link
            default: .other
            }
        if name != [0x2E], name != [0x2E, 0x2E] { body(DirectoryEntry(inode: inode, kind: kind, name: name)) }
        start += length
    }
}

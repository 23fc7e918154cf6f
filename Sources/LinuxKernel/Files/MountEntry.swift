/// One line of `/proc/<pid>/mountinfo`.
package struct MountEntry: Sendable, Hashable {
    package var id: UInt64
    package var parent: UInt64
    /// Packed as `FileStatus.device`.
    package var device: UInt64
    /// The directory of the file system that is mounted; `/` unless it is a bind mount.
    package var root: String
    package var mountPoint: String
    package var options: String
    package var fileSystem: String
    package var source: String
    package var superOptions: String

    /// The value of a mount option such as `upperdir`; nil without it.
    package func superOption(_ name: String) -> String? {
        var options = superOptions.split(separator: ",", omittingEmptySubsequences: false)[...]
        while let option = options.popFirst() {
            guard option.hasPrefix("\(name)=") else { continue }
            var value = String(option.dropFirst(name.utf8.count + 1))
            // overlayfs writes a comma within a path as `\,`.
            while value.hasSuffix("\\"), let next = options.popFirst() {
                value.removeLast()
                value += ",\(next)"
            }
            return value
        }
        return nil
    }
}

/// The mounts of one mount namespace.
package struct MountTable: Sendable, Hashable {
    package let entries: [MountEntry]

    /// Parses a mountinfo file; lines that are malformed are left out.
    package init(_ bytes: Span<UInt8>) {
        var entries: [MountEntry] = []
        var lines = ByteScanner(bytes)
        while let line = lines.next(until: 0x0A) {
            if let entry = MountTable.entry(bytes.extracting(line)) { entries.append(entry) }
        }
        self.entries = entries
    }

    /// The mount on `/` that is seen: the last one, for mounts stack.
    package var root: MountEntry? { entries.last { $0.mountPoint == "/" } }

    /// Where files that the container made are kept on the host: its root overlay's upper directory.
    package var rootUpperDirectory: String? {
        root.flatMap { $0.fileSystem == "overlay" ? $0.superOption("upperdir") : nil }
    }

    private static func entry(_ line: Span<UInt8>) -> MountEntry? {
        var fields: [Range<Int>] = []
        var scanner = ByteScanner(line)
        while let field = scanner.next(until: 0x20) { fields.append(field) }
        // Six fixed fields, any number of optional ones, a lone dash, three more (proc_pid_mountinfo(5)).
        guard fields.count >= 10, let dash = fields[6...].firstIndex(where: { line.holds("-", at: $0) }),
            fields.count >= dash + 4, let id = line.decimal(fields[0]), let parent = line.decimal(fields[1]),
            let device = device(line, fields[2])
        else { return nil }
        return MountEntry(
            id: id, parent: parent, device: device, root: unescape(line, fields[3]),
            mountPoint: unescape(line, fields[4]), options: line.text(fields[5]),
            fileSystem: line.text(fields[dash + 1]), source: unescape(line, fields[dash + 2]),
            superOptions: unescape(line, fields[dash + 3]))
    }

    private static func device(_ line: Span<UInt8>, _ field: Range<Int>) -> UInt64? {
        guard let colon = field.first(where: { line[$0] == UInt8(ascii: ":") }),
            let major = line.decimal(field.lowerBound..<colon), let minor = line.decimal(colon + 1..<field.upperBound)
        else { return nil }
        return packDevice(major: major, minor: minor)
    }

    /// Blanks, newlines and backslashes are written as three octal digits.
    private static func unescape(_ line: Span<UInt8>, _ field: Range<Int>) -> String {
        var result: [UInt8] = []
        var index = field.lowerBound
        while index < field.upperBound {
            if line[index] == UInt8(ascii: "\\"), index + 4 <= field.upperBound,
                let value = line.octal(index + 1..<index + 4), value < 256
            {
                result.append(UInt8(value))
                index += 4
            } else {
                result.append(line[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Major and minor device number as glibc's `makedev` packs them.
package func packDevice(major: UInt64, minor: UInt64) -> UInt64 {
    (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & 0xFFFF_FF00) << 12 | (major & 0xFFFF_F000) << 32
}

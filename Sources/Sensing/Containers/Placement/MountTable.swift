/// The mounts of one mount namespace, as `/proc/<pid>/mountinfo` lists them (proc_pid_mountinfo(5)).
struct MountTable: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        /// The directory of the file system that is the mount's root.
        var root: String
        /// Where it is mounted, in its namespace.
        var point: String
        var type: String
        var superOptions: String

        /// The value of `key=value` in the options of the file system.
        func option(_ key: String) -> String? {
            // A comma in a path is written as \\, by overlayfs; that is not taken for the end of the value.
            var values = superOptions.split(separator: ",", omittingEmptySubsequences: false)[...]
            while let first = values.popFirst() {
                guard first.hasPrefix("\(key)=") else { continue }
                var value = String(first.dropFirst(key.utf8.count + 1))
                while value.hasSuffix("\\"), let next = values.popFirst() {
                    value.removeLast()
                    value += ",\(next)"
                }
                return value
            }
            return nil
        }

        /// True for the option without a value.
        func hasOption(_ key: String) -> Bool { superOptions.split(separator: ",").contains { $0 == key } }
    }

    var entries: [Entry]

    /// Lines that are not of the right form are left out. Names are taken as UTF-8; others name nothing we could open.
    init(_ text: String) {
        entries = text.split(separator: "\n").compactMap(Self.entry)
    }

    /// The last mount on a point covers those before it.
    func entry(at point: String) -> Entry? { entries.last { $0.point == point } }

    private static func entry(_ line: Substring) -> Entry? {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        // id, parent, device, root, point, options, optional fields, "-", type, source, super options
        guard fields.count >= 9, let dash = fields[6...].firstIndex(of: "-"), dash + 2 < fields.count else {
            return nil
        }
        let options = dash + 3 < fields.count ? String(fields[dash + 3]) : ""
        return Entry(
            root: unescape(fields[3]), point: unescape(fields[4]), type: String(fields[dash + 1]),
            superOptions: unescape(options[...]))
    }

    /// The kernel writes blanks and backslashes as three octal digits.
    private static func unescape(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let value = octal(rest.prefix(3)) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func octal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 3 else { return nil }
        var value = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "7") else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }
}

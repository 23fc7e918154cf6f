internal import CLinux

extension Directory {
    /// What a look below a directory that someone hostile writes to may find.
    package enum Beneath: Sendable, Hashable {
        case found(FileStatus)
        case absent
        /// The way leads over another mount.
        case otherMount
        /// A link is in the way, the path is too long, or the look failed.
        case unclear
    }

    /// The status of a file below this directory by a relative path in bytes: over no link and no mount, and without a
    /// string being made.
    package func statusBeneath(_ path: Span<UInt8>) -> Beneath {
        var found = yagura_file_status()
        let result = unsafe yagura_status_beneath(descriptor.number, path, &found)
        switch ErrorNumber(rawValue: Int32(truncatingIfNeeded: 0 &- min(result, 0))) {
        case ErrorNumber(rawValue: 0): return .found(FileStatus(found))
        case .noEntry, .notDirectory: return .absent
        case ErrorNumber(rawValue: 18): return .otherMount  // EXDEV
        default: return .unclear
        }
    }

    /// Puts the text of a link into `buffer`; how many bytes came.
    package func link(_ name: String, into buffer: inout [UInt8]) throws(SystemCallError) -> Int {
        try rejectNul(name, "readlink")
        var span = buffer.mutableSpan
        return try check(unsafe yagura_readlink(descriptor.number, name, &span), "readlink", display(name))
    }
}

internal import CLinux

/// What statx(2) says of a file.
package struct FileStatus: Sendable, Hashable {
    /// Major and minor number as the kernel packs them (`makedev`).
    package let device: UInt64
    package let inode: UInt64
    package let size: UInt64
    /// Type and permission bits.
    package let mode: UInt32
    package let user: UInt32
    package let group: UInt32
    package let links: UInt32
    package let mount: UInt64
    /// Nanoseconds since 1970; nil where the file system keeps no birth time.
    package let birthNanoseconds: Int64?
    package let modificationNanoseconds: Int64
    package let changeNanoseconds: Int64

    package var isDirectory: Bool { mode & 0o170000 == 0o040000 }
    package var isRegular: Bool { mode & 0o170000 == 0o100000 }
    package var isLink: Bool { mode & 0o170000 == 0o120000 }
    package var isSocket: Bool { mode & 0o170000 == 0o140000 }
    /// Whoever runs it becomes its owner (or group).
    package var isSetId: Bool { mode & 0o6000 != 0 }
    package var permissions: UInt32 { mode & 0o7777 }
}

extension Directory {
    /// The status of a file; of the link itself unless `followingLinks`.
    package func status(_ name: String, followingLinks: Bool = false) throws(SystemCallError) -> FileStatus {
        try rejectNul(name, "statx")
        let flags = followingLinks ? 0 : Int32(YAGURA_AT_SYMLINK_NOFOLLOW)
        return try fileStatus(descriptor.number, name, flags, display(name))
    }

    /// The status of the directory itself.
    package func status() throws(SystemCallError) -> FileStatus {
        try fileStatus(descriptor.number, "", Int32(YAGURA_AT_EMPTY_PATH), path)
    }
}

extension Descriptor {
    /// The status of the open file.
    package func status() throws(SystemCallError) -> FileStatus {
        try fileStatus(number, "", Int32(YAGURA_AT_EMPTY_PATH), "descriptor \(number)")
    }
}

private func fileStatus(
    _ directory: Int32, _ name: String, _ flags: Int32, _ object: @autoclosure () -> String
) throws(SystemCallError) -> FileStatus {
    var found = yagura_file_status()
    try check(unsafe yagura_statx(directory, name, flags, &found), "statx", object())
    return FileStatus(found)
}

extension FileStatus {
    init(_ found: yagura_file_status) {
        device = found.device
        inode = found.inode
        size = found.size
        mode = found.mode
        user = found.user
        group = found.group
        links = found.links
        mount = found.mount
        birthNanoseconds = found.has_birth != 0 ? found.birth_nanoseconds : nil
        modificationNanoseconds = found.modification_nanoseconds
        changeNanoseconds = found.change_nanoseconds
    }
}

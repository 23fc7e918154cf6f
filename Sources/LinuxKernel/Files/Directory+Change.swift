internal import CLinux

extension Directory {
    /// Makes a directory; false when something of that name is there already.
    @discardableResult
    package func make(_ name: String, mode: UInt32 = 0o700) throws(SystemCallError) -> Bool {
        try rejectNul(name, "mkdir")
        let result = unsafe yagura_mkdir(descriptor.number, name, mode)
        if result == 0 &- Int64(ErrorNumber.exists.rawValue) { return false }
        try check(result, "mkdir", display(name))
        return true
    }

    package func rename(_ name: String, to other: String) throws(SystemCallError) {
        try rejectNul(name, "rename")
        try rejectNul(other, "rename")
        let result = unsafe yagura_rename(descriptor.number, name, descriptor.number, other, 0)
        try check(result, "rename", "\(display(name)) to \(other)")
    }

    /// Removes a file; false when there was none.
    @discardableResult
    package func unlink(_ name: String) throws(SystemCallError) -> Bool { try remove(name, 0, "unlink") }

    /// Removes an empty directory; false when there was none.
    @discardableResult
    package func removeDirectory(_ name: String) throws(SystemCallError) -> Bool {
        try remove(name, Int32(YAGURA_AT_REMOVEDIR), "rmdir")
    }

    /// Gives a file (not what a link points to) to a user and group; nil leaves that half alone.
    package func setOwner(_ name: String, user: UInt32? = nil, group: UInt32? = nil) throws(SystemCallError) {
        try rejectNul(name, "chown")
        try check(
            unsafe yagura_chown(descriptor.number, name, user ?? .max, group ?? .max), "chown", display(name))
    }

    /// Makes the names in this directory durable.
    package func synchronise() throws(SystemCallError) { try check(yagura_fsync(descriptor.number), "fsync", path) }

    private func remove(_ name: String, _ flags: Int32, _ call: String) throws(SystemCallError) -> Bool {
        try rejectNul(name, call)
        let result = unsafe yagura_unlink(descriptor.number, name, flags)
        if result == 0 &- Int64(ErrorNumber.noEntry.rawValue) { return false }
        try check(result, call, display(name))
        return true
    }
}

extension Descriptor {
    /// Makes the content durable.
    package func synchronise() throws(SystemCallError) { try check(yagura_fsync(number), "fsync") }

    package func setMode(_ mode: UInt32) throws(SystemCallError) { try check(yagura_fchmod(number, mode), "fchmod") }
}

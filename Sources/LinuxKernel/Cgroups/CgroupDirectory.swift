/// A cgroup held open: it keeps meaning the same cgroup though its name is reused.
///
/// That it was removed is a value: calls say so by nil or false.
package struct CgroupDirectory: ~Copyable, Sendable {
    package let directory: Directory
    /// The cgroup's id: its directory's inode, on v2 what the kernel itself calls the id.
    package let id: UInt64

    /// Opens the cgroup at an absolute path; nil when there is none.
    package static func open(_ path: String) throws(SystemCallError) -> CgroupDirectory? {
        do throws(SystemCallError) {
            let directory = try Directory(path)
            let id = try directory.status().inode
            return CgroupDirectory(directory: directory, id: id)
        } catch {
            if error.isGone || error.number == .notDirectory { return nil }
            throw error
        }
    }

    private init(directory: consuming Directory, id: UInt64) {
        self.directory = directory
        self.id = id
    }

    package var path: String { directory.path }

    /// Writes to a control file in one call; false when the cgroup is gone.
    @discardableResult
    package func write(_ text: String, to file: String) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            try directory.write(text, to: file)
            return true
        } catch {
            if error.isGone { return false }
            throw error
        }
    }

    /// A control file's text without the blanks at its end; nil when the cgroup, or such a file, is gone.
    package func text(_ file: String) throws(SystemCallError) -> String? {
        do throws(SystemCallError) {
            return try directory.text(file)
        } catch {
            if error.isGone { return nil }
            throw error
        }
    }

    /// What `cgroup.events` says; nil when the cgroup is gone (v1 has no such file).
    package func events() throws(SystemCallError) -> CgroupEvents? {
        guard let text = try text("cgroup.events") else { return nil }
        return CgroupEvents(Array(text.utf8).span)
    }

    /// `cgroup.events` to poll for `PollEvents.priority`: readable from the start, priority after each change.
    package func openEvents() throws(SystemCallError) -> Descriptor { try directory.open("cgroup.events") }
}

/// The state of a v2 cgroup.
package struct CgroupEvents: Sendable, Hashable {
    /// Whether a process lives in it or below.
    package let isPopulated: Bool
    /// Whether the kernel confirmed that every process in it and below is frozen.
    package let isFrozen: Bool

    package init(_ bytes: Span<UInt8>) {
        var (isPopulated, isFrozen) = (false, false)
        var lines = ByteScanner(bytes)
        while let line = lines.next(until: 0x0A) {
            if bytes.holds("populated 1", at: line) { isPopulated = true }
            if bytes.holds("frozen 1", at: line) { isFrozen = true }
        }
        self.isPopulated = isPopulated
        self.isFrozen = isFrozen
    }
}

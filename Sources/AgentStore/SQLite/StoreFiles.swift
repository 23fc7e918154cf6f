internal import BehaviourModel
internal import Glibc

/// The files of one store: its folder, the database, and what SQLite puts beside it.
struct StoreFiles: Sendable {
    let directory: String

    var database: String { directory + "/agent.db" }
    /// The highest sequence ever stored, outside the database: see `StoreWitness`.
    var witness: String { directory + "/agent.head" }

    init(directory: String) {
        // A trailing slash would double.
        var text = directory
        while text.utf8.count > 1, text.hasSuffix("/") { text.removeLast() }
        self.directory = text
    }

    /// Makes folder (0700) and file (0600) where they are missing. SQLite gives its own files the database's mode.
    ///
    /// - Returns: whether the file is new.
    func create() throws(StoreError) -> Bool {
        try makeDirectory()
        let descriptor = unsafe open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        if descriptor >= 0 {
            close(descriptor)
            return true
        }
        guard errno == EEXIST else { throw failure("make the database", errno) }
        var status = stat()
        guard unsafe lstat(database, &status) == 0 else { throw failure("look at the database", errno) }
        // A link could lead anywhere, a FIFO would wait for ever.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(
                kind: .cannotOpen, attempt: "open the database", path: database, reason: "it is not a regular file")
        }
        return false
    }

    /// The inode of the database; it changes when the file is restored from a copy. nil when it cannot be asked.
    func inode() -> UInt64? {
        var status = stat()
        guard unsafe lstat(database, &status) == 0 else { return nil }
        return UInt64(status.st_ino)
    }

    /// Renames the database and its companions to `….damaged-SUFFIX`, and forgets the witness.
    ///
    /// - Returns: the new path of the database.
    func moveAside(suffix: String) throws(StoreError) -> String {
        let target = unusedName(database + ".damaged-" + suffix)
        guard unsafe rename(database, target) == 0 else { throw failure("move the damaged database aside", errno) }
        for companion in ["-wal", "-shm"] {
            // Absent after a clean close: nothing to move then.
            unsafe rename(database + companion, target + companion)
        }
        unsafe unlink(witness)
        synchronizeDirectory()
        return target
    }

    private func unusedName(_ wanted: String) -> String {
        var name = wanted
        var number = 1
        while unsafe access(name, F_OK) == 0, number < 1_000 {
            number += 1
            name = "\(wanted)-\(number)"
        }
        return name
    }

    private func makeDirectory() throws(StoreError) {
        guard unsafe mkdir(directory, mode_t(0o700)) != 0 else { return }
        let number = errno
        guard number == EEXIST else { throw failure("make the folder of the store", number) }
        var status = stat()
        guard unsafe stat(directory, &status) == 0 else { throw failure("look at the folder of the store", errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw failure("use the folder of the store", ENOTDIR) }
    }

    private func synchronizeDirectory() {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ attempt: String, _ number: Int32) -> StoreError {
        let kind: StoreError.Kind =
            switch number {
            case ENOSPC, EDQUOT: .full
            case EROFS: .readOnly
            case EIO: .device
            default: .cannotOpen
            }
        let words = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "errno \(number)"
        return StoreError(kind: kind, attempt: attempt, path: directory, reason: words)
    }
}

extension StoreFiles {
    /// `20260301T093000Z`: a time that sorts, and that no shell stumbles over.
    static func suffix(now: Int64) -> String {
        let seconds = TimeText.format(unixNanoseconds: now).prefix { $0 != "." }
        return seconds.filter { $0 != "-" && $0 != ":" } + "Z"
    }
}

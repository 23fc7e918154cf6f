/// Why the store did not do what was asked, and what the operator can do about it.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// No room: on the file system, in its quota, or below SQLite's own ceiling.
        case full
        /// Another process holds the write lock.
        case locked
        /// The file is no database, or its pages contradict each other.
        case damaged
        /// The file or its file system cannot be written.
        case readOnly
        /// The file or its folder cannot be opened or made.
        case cannotOpen
        /// A read or write failed below SQLite.
        case device
        /// Written by a later version of the agent.
        case newerSchema
        /// Anything else: a fault of ours.
        case other
    }

    package let kind: Kind
    /// What was tried: `store 3 alerts`.
    package let attempt: String
    package let path: String
    /// SQLite's or the kernel's own words.
    package let reason: String
    /// SQLite's extended result code; 0 where SQLite was not asked.
    package let code: Int32

    package init(kind: Kind, attempt: String, path: String, reason: String, code: Int32 = 0) {
        self.kind = kind
        self.attempt = attempt
        self.path = path
        self.reason = reason
        self.code = code
    }

    package var description: String {
        let number = code == 0 ? "" : " (SQLite \(code))"
        return "cannot \(attempt) in \(path): \(reason)\(number); \(remedy)"
    }

    private var remedy: String {
        switch kind {
        case .full: "make room on its file system, or lower store.limit"
        case .locked: "another process holds it: stop a second agent, or the program that has it open for writing"
        case .damaged:
            "the agent moves it aside and starts a new one; keep the old file to see what can be read from it"
        case .readOnly: "mount its file system for writing, and check ReadWritePaths in the unit"
        case .cannotOpen: "check that store.directory exists, belongs to root and may be written"
        case .device: "look in the kernel's log for errors of the disk below it"
        case .newerSchema: "install the newer agent again, or move the file away to start a new one"
        case .other: "this is a fault of the agent: report it with this line"
        }
    }
}

internal import LinuxKernel

/// What `yagura-lease` must know of a lease.
struct LeaseJob: Hashable, Sendable {
    let leaseID: String
    let freezer: FreezerKind
    let inode: UInt64
    let expires: UInt64
    let directory: String
    let markPath: String
    let isAttributed: Bool

    init(_ mark: LeaseMark, markPath: String) {
        leaseID = mark.leaseID
        freezer = mark.freezer
        inode = mark.inode
        expires = mark.expires
        directory = mark.directory
        self.markPath = markPath
        isAttributed = mark.isAttributed
    }

    /// In the order in which the program takes them.
    var fields: [String] {
        [
            "1", leaseID, freezer.rawValue, String(inode), String(expires), directory, markPath,
            isAttributed ? "1" : "0",
        ]
    }

    /// Each field ended by NUL.
    func message() throws(SystemCallError) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            guard !field.utf8.contains(0) else {
                throw SystemCallError(call: "send", object: directory, number: .invalid)
            }
            bytes.append(contentsOf: field.utf8)
            bytes.append(0)
        }
        // yagura-lease reads no more.
        guard bytes.count <= 9216 else { throw SystemCallError(call: "send", object: directory, number: .nameTooLong) }
        return bytes
    }
}

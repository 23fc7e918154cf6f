internal import Glibc

extension Directory {
    /// Writes to an existing control file in one call, as procfs and cgroupfs want it. Never creates.
    package func write(_ text: String, to name: String) throws(SystemCallError) {
        let file = try open(name, .writeOnly)
        let bytes = Array(text.utf8)
        do throws(SystemCallError) {
            try file.writeAll(bytes.span)
        } catch {
            throw SystemCallError(call: "write", object: display(name), number: error.number)
        }
    }

    /// Replaces a file's content as a whole: after a crash there is the old or the new one, durable, never a part.
    package func replace(_ name: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(SystemCallError) {
        let (folder, last) = split(name)
        let parent = try directory(folder)
        let temporary = ".\(last).\(getpid()).new"
        try parent.unlink(temporary)
        let file = try parent.open(temporary, [.writeOnly, .create, .exclusive, .noFollow], mode: mode)
        do throws(SystemCallError) {
            // The umask had its say at open; the caller's mode is meant exactly.
            try file.setMode(mode)
            try file.writeAll(bytes.span)
            try file.synchronise()
            try parent.rename(temporary, to: last)
        } catch {
            _ = try? parent.unlink(temporary)
            throw SystemCallError(call: error.call, object: display(name), number: error.number)
        }
        try parent.synchronise()
    }

    private func split(_ name: String) -> (folder: String, last: String) {
        guard let slash = name.lastIndex(of: "/") else { return (".", name) }
        let folder = name[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(name[name.index(after: slash)...]))
    }
}

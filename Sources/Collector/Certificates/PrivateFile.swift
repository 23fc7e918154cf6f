internal import Foundation
internal import Glibc

/// Files that nobody else may read, at no moment: they are made under a mask that takes all rights from others.
enum PrivateFile {
    /// Writes `path` in one step; an existing file is replaced only where that is wanted.
    static func write(_ text: String, to path: String, isPublic: Bool = false, replacing: Bool = false)
        throws(CollectorError)
    {
        let mask = umask(0o077)
        defer { umask(mask) }
        do {
            let options: Data.WritingOptions = replacing ? .atomic : .withoutOverwriting
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
            // A new one has its mode from the mask: nothing is changed by name that somebody could have put another file under.
            guard isPublic || replacing else { return }
            try FileManager.default.setAttributes([.posixPermissions: isPublic ? 0o644 : 0o600], ofItemAtPath: path)
        } catch {
            throw .failed("cannot write \(path): \(error.localizedDescription)")
        }
    }

    /// Takes away a file that `write` has made, and never more than one file: somebody may have put a folder in its place.
    static func remove(_ path: String) throws(CollectorError) {
        guard FileOwner(path)?.type == .typeRegular, (try? FileManager.default.removeItem(atPath: path)) != nil else {
            throw .failed("cannot remove \(path)")
        }
    }
}

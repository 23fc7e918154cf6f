import Foundation
import TestSupport

/// A file system of a few megabytes, mounted for one test and gone with it.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder
    let path: String

    init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        path = folder.file("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try Command.must(["mount", "-t", "tmpfs", "-o", "mode=700,size=\(megabytes)m", "yagura-test", path])
    }

    deinit { _ = try? Command.run(["umount", "-l", path]) }

    func grow(to megabytes: Int) throws {
        try Command.must(["mount", "-o", "remount,size=\(megabytes)m", path])
    }
}

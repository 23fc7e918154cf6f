import BehaviourModel
import Foundation
import Glibc
import TestSupport
import Testing

/// What root's commands do in a folder that belongs to somebody else.
@Suite(
    .enabled(if: ProgramFile.isThere, "needs the program: swift build --product yagura-collector"),
    .enabled(if: Requirement.isRoot, "needs root: it works in another user's folder"))
struct FolderOwnerTests {
    private let folder: TemporaryFolder
    private let home: String
    /// Only root may look into it.
    private let own: String
    private let user: uid_t = 65_534

    init() throws {
        folder = try TemporaryFolder()
        home = folder.file("home")
        own = folder.file("own")
        for path in [home, own] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        chmod(folder.path, 0o755)
        chmod(own, 0o700)
        chmod(home, 0o700)
        chown(home, user, user)
        try Command.must([
            ProgramFile.path, "init", "--dir", home, "--name", "localhost", "--listen", "127.0.0.1:0",
        ])
    }

    private func run(_ arguments: String...) throws -> (status: Int32, errors: String) {
        let result = try Command.run([ProgramFile.path] + arguments)
        return (result.status, result.errors)
    }

    private func status(_ path: String) -> stat {
        var found = stat()
        #expect(lstat(path, &found) == 0, "\(path)")
        return found
    }

    @Test func `what is made in the folder is its owner's, what is made elsewhere is root's`() throws {
        #expect(try run("issue", "--dir", home, "--agent", "node-7", "--out", own + "/bundle").status == 0)
        #expect(try run("renew", "--dir", home).status == 0)
        #expect(try run("token", "--dir", home, "--name", "t").status == 0)

        for name in try FileManager.default.contentsOfDirectory(atPath: home) {
            #expect(status(home + "/" + name).st_uid == user, "\(name)")
        }
        let bundle = status(own + "/bundle")
        #expect(bundle.st_uid == 0 && bundle.st_gid == 0 && bundle.st_mode & 0o777 == 0o600)
    }

    @Test func `a configuration that leads elsewhere gains nothing`() throws {
        let file = home + "/collector.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("directory: \(home)", with: "directory: \(own)").write(
            toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.copyItem(atPath: home + "/collector.db", toPath: own + "/collector.db")
        let before = try FileManager.default.contentsOfDirectory(atPath: own).sorted()

        #expect(try run("issue", "--dir", home, "--agent", "node-7", "--out", folder.file("bundle")).status == 1)
        #expect(try run("dead-letters", "--config", file).status == 1)

        #expect(
            try text.contains("directory: \(home)")
                && FileManager.default.contentsOfDirectory(atPath: own).sorted() == before)
        #expect(!FileManager.default.fileExists(atPath: folder.file("bundle")))
    }

    @Test func `a link in the folder to what is root's leaves it as it was`() throws {
        let target = own + "/target"
        try Data("root's".utf8).write(to: URL(fileURLWithPath: target))
        for name in ["/collector.db-shm", "/collector.db-wal"] {
            try? FileManager.default.removeItem(atPath: home + name)
            try FileManager.default.createSymbolicLink(atPath: home + name, withDestinationPath: target)
        }

        #expect(try run("agents", "--dir", home).status != 0)

        #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data("root's".utf8))
        #expect(status(target).st_uid == 0)
    }

    @Test func `a folder that is a link, or that others may write, is refused with what to do`() throws {
        let link = folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: home)

        let linked = try run("agents", "--dir", link + "/")
        chmod(home, 0o777)
        let open = try run("agents", "--dir", home)

        #expect(linked.status == 2 && linked.errors.contains("symbolic link"))
        #expect(open.status == 2 && open.errors.contains("chmod 700"))
    }

    /// Gives the folder and what is in it to root.
    private func rootOwn(_ path: String) throws {
        chown(path, 0, 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: path) { chown(path + "/" + name, 0, 0) }
    }

    @Test func `a configuration that is somebody else's in root's folder has the rights of who may write it`() throws {
        try rootOwn(home)
        let secret = own + "/secret"
        try Data("root's".utf8).write(to: URL(fileURLWithPath: secret))
        let file = home + "/collector.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text.replacing("directory: \(home)", with: "directory: \(own)")).write(
            toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.copyItem(atPath: home + "/collector.db", toPath: own + "/collector.db")
        chmod(home, 0o755)
        chown(file, user, user)

        #expect(try run("dead-letters", "--config", file).status == 1)
        #expect(try run("agents", "--dir", home).status == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: own).sorted() == ["collector.db", "secret"])
    }

    @Test func `a store that is somebody else's is opened with its owner's rights, whoever's the configuration is`()
        throws
    {
        let store = folder.file("store")
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: home + "/collector.db", toPath: store + "/collector.db")
        let file = home + "/collector.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try rootOwn(home)
        try text.replacing("directory: \(home)", with: "directory: \(store)").write(
            toFile: file, atomically: false, encoding: .utf8)
        for path in [store, store + "/collector.db"] { chown(path, user, user) }
        chmod(home, 0o755)
        chmod(file, 0o644)

        #expect(try run("token", "--dir", home, "--name", "t").status == 0)
        #expect(try run("issue", "--dir", home, "--agent", "node-7", "--out", own + "/bundle").status == 0)
        #expect(try run("renew", "--dir", home).status == 0)
        #expect(status(home + "/server.key").st_uid == 0)
        #expect(try run("dead-letters", "--config", file).status == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: store) {
            #expect(status(store + "/" + name).st_uid == user, "\(name)")
        }
    }

    @Test func `a folder on a way that somebody else may change is refused, and none is made there as root`() throws {
        let inner = folder.file("theirs/inner")
        let link = folder.file("way")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "theirs")
        chown(folder.file("theirs"), user, user)
        chmod(folder.file("theirs"), 0o755)
        chmod(inner, 0o700)

        for path in [inner, link + "/inner", folder.file("theirs/../theirs/./inner")] {
            let refused = try run("init", "--dir", path, "--name", "localhost")
            #expect(refused.status == 2 && refused.errors.contains("somebody else's"), "\(path): \(refused.errors)")
        }
        #expect(try run("init", "--dir", folder.file("theirs/new"), "--name", "localhost").status == 0)
        #expect(
            status(folder.file("theirs/new")).st_uid == user && status(folder.file("theirs/new/ca.key")).st_uid == user)
        #expect(try run("agents", "--dir", folder.file("theirs/none")).errors.contains("is not there"))
        chmod(folder.path, 0o777)
        #expect(try run("agents", "--dir", home).errors.contains("chmod go-w"))
        chmod(folder.path, 0o1777)
        #expect(try run("agents", "--dir", home).status == 0)
    }
}

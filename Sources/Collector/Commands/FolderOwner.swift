internal import BehaviourModel
internal import CLinux
internal import Foundation
internal import Glibc
internal import WireProtocol

/// Whose rights a command has. The collector's folder, with all that says where things are, is its own user's: what root does there
/// this user could lead elsewhere by a link or a path. So a command that root runs has the rights of the folder's owner while it
/// works there.
package enum FolderOwner {
    /// What is asked for.
    package enum Target: Hashable, Sendable {
        case folder
        /// A folder, or where one is about to be made.
        case newFolder
        case file
    }

    /// Gives up root's rights for those of the owner of a folder or file; changes nothing for anybody else.
    ///
    /// Refuses what is a link, what others than its owner may write, and what somebody else could put another in the place of
    /// meanwhile. A folder that is about to be made is its parent's owner's. For the whole process.
    package static func become(_ path: String, _ target: Target = .folder) throws(CollectorError) {
        guard geteuid() == 0 else { return }
        let way = try FolderWay(path)
        guard let end = way.end else {
            guard target == .newFolder, let parent = way.parent else {
                throw .failed("\(way.name) is not there; make it with: yagura-collector init --dir DIR")
            }
            try way.check(owner: parent.user)
            return try take(parent)
        }
        try check(end, way.name, isFile: target == .file)
        try way.check(owner: end.user)
        try take(end)
    }

    private static func check(_ end: FileOwner, _ name: String, isFile: Bool) throws(CollectorError) {
        let kind = isFile ? "file" : "folder"
        guard end.type != .typeSymbolicLink else {
            throw .usage("\(name) is a symbolic link: root's commands want the \(kind) that it leads to, by its name")
        }
        guard end.type == (isFile ? .typeRegular : .typeDirectory) else { throw .usage("\(name) is not a \(kind)") }
        guard !end.isOpen else {
            throw .usage(
                """
                others than its owner may write in \(name), and could lead root's commands elsewhere: \
                chmod \(isFile ? "go-w" : "700") \(name)
                """)
        }
    }

    /// Whether root's rights are in use.
    static var isRoot: Bool { geteuid() == 0 }

    /// Does something elsewhere, with the rights that the program was started with.
    static func outside<Value>(_ body: () throws -> Value) throws -> Value {
        let (user, group) = (geteuid(), getegid())
        guard user != getuid() else { return try body() }
        guard seteuid(getuid()) == 0, setegid(getgid()) == 0 else { throw refused }
        let result = Result { try body() }
        guard setegid(group) == 0, seteuid(user) == 0 else { throw refused }
        return try result.get()
    }

    private static func take(_ owner: FileOwner) throws(CollectorError) {
        guard owner.user != 0 else { return }
        guard yagura_rights_take(owner.user, owner.group) == 0 else { throw refused }
    }

    private static var refused: CollectorError {
        .failed("cannot change to the rights of the folder's owner; run the command as this user: runuser -u USER --")
    }
}

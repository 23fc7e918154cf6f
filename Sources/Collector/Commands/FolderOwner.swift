internal import BehaviourModel
internal import CLinux
internal import Foundation
internal import Glibc
internal import WireProtocol

/// Whose rights a command has. The collector's folder, with all that says where things are, is its own user's: what root does there
/// this user could lead elsewhere by a link or a path. So a command that root runs has the rights of the folder's owner while it
/// works there.
package enum FolderOwner {
    /// Gives up root's rights for those of the folder's owner; changes nothing for anybody else, nor where there is no folder yet.
    ///
    /// Refuses a folder that is a link, or that others than its owner may write. For the whole process.
    package static func become(_ directory: String) throws(CollectorError) {
        guard geteuid() == 0 else { return }
        var path = directory
        // A slash at the end would follow the link.
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        // Of a link itself, not of what it leads to.
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        let name = EscapedText.string(path)
        switch found[.type] as? FileAttributeType {
        case .typeDirectory: break
        case .typeSymbolicLink:
            throw .usage("\(name) is a symbolic link: root's commands want the folder that it leads to, by its name")
        default: throw .usage("\(name) is not a folder")
        }
        guard let mode = number(found[.posixPermissions]), let user = number(found[.ownerAccountID]),
            let group = number(found[.groupOwnerAccountID])
        else { throw .failed("cannot see whose folder \(name) is") }
        guard mode & 0o022 == 0 else {
            throw .usage(
                "others than its owner may write in \(name), and could lead root's commands elsewhere: chmod 700 \(name)"
            )
        }
        guard user != 0 else { return }
        try take(user: user, group: group)
    }

    /// Does something elsewhere, with the rights that the program was started with.
    static func outside<Value>(_ body: () throws -> Value) throws -> Value {
        let (user, group) = (geteuid(), getegid())
        guard user != getuid() else { return try body() }
        guard seteuid(getuid()) == 0, setegid(getgid()) == 0 else { throw refused }
        let result = Result { try body() }
        guard setegid(group) == 0, seteuid(user) == 0 else { throw refused }
        return try result.get()
    }

    private static func take(user: uid_t, group: gid_t) throws(CollectorError) {
        guard yagura_rights_take(user, group) == 0 else { throw refused }
    }

    /// Foundation's versions differ in the type that they answer.
    private static func number(_ value: Any?) -> UInt32? {
        (value as? NSNumber)?.uint32Value ?? (value as? Int).flatMap { UInt32(exactly: $0) }
            ?? (value as? UInt).flatMap { UInt32(exactly: $0) }
    }

    private static var refused: CollectorError {
        .failed("cannot change to the rights of the folder's owner; run the command as this user: runuser -u USER --")
    }
}

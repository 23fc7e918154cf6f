internal import BehaviourModel
internal import Foundation
internal import WireProtocol

/// Whose a file is, and who else may write it.
struct FileOwner: Hashable, Sendable {
    let type: FileAttributeType
    let user: UInt32
    let group: UInt32
    private let mode: UInt32

    /// Of a link itself, not of what it leads to; nil where nothing is, or nothing can be seen.
    init?(_ path: String) {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            let type = found[.type] as? FileAttributeType, let mode = Self.number(found[.posixPermissions]),
            let user = Self.number(found[.ownerAccountID]), let group = Self.number(found[.groupOwnerAccountID])
        else { return nil }
        (self.type, self.user, self.group, self.mode) = (type, user, group, mode)
    }

    /// Others than the owner may write it.
    var isOpen: Bool { mode & 0o022 != 0 }

    /// Of a folder: each may move only what is theirs.
    var isSticky: Bool { mode & 0o1000 != 0 }

    /// Foundation's versions differ in the type that they answer.
    private static func number(_ value: Any?) -> UInt32? {
        (value as? NSNumber)?.uint32Value ?? (value as? Int).flatMap { UInt32(exactly: $0) }
            ?? (value as? UInt).flatMap { UInt32(exactly: $0) }
    }
}

/// The way to a file from the root of the file system, link by link: whose a part of it is may lead to another file.
struct FolderWay {
    private struct Step {
        let path: String
        let owner: FileOwner
    }

    /// The path as it was given, printable.
    let name: String
    /// What the path names; nil where nothing is.
    private(set) var end: FileOwner?
    /// Folders and links that lead there.
    private var steps: [Step] = []

    /// Links that are followed: as many as the kernel follows.
    private static let links = 40

    init(_ path: String) throws(CollectorError) {
        name = EscapedText.string(path)
        var place: [String] = []
        var pending = Self.parts(Self.isAbsolute(path) ? path : FileManager.default.currentDirectoryPath + "/" + path)
        var links = 0
        while let part = pending.popLast() {
            guard let folder = FileOwner(Self.path(place)) else { return }
            if steps.last?.path != Self.path(place) { steps.append(Step(path: Self.path(place), owner: folder)) }
            if part == ".." {
                // Behind it stands no link: each was followed.
                _ = place.popLast()
                continue
            }
            place.append(part)
            guard let found = FileOwner(Self.path(place)) else { return }
            guard found.type == .typeSymbolicLink, !pending.isEmpty else { continue }
            steps.append(Step(path: Self.path(place), owner: found))
            links += 1
            guard links <= Self.links,
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: Self.path(place))
            else { throw .failed("cannot follow the link \(EscapedText.string(Self.path(place)))") }
            if Self.isAbsolute(target) { place = [] } else { place.removeLast() }
            pending += Self.parts(target)
        }
        end = FileOwner(Self.path(place))
    }

    /// Whose the last folder on the way is.
    var parent: FileOwner? { steps.last { $0.owner.type == .typeDirectory }?.owner }

    /// Refuses a way on which somebody beside root and the owner of its end can put something else in the place of a part.
    func check(owner user: UInt32) throws(CollectorError) {
        for step in steps {
            let name = EscapedText.string(step.path)
            guard step.owner.user == 0 || step.owner.user == user else {
                throw .usage(
                    "\(name), on the way to \(self.name), is somebody else's, who could lead root's commands elsewhere")
            }
            guard step.owner.type == .typeSymbolicLink || !step.owner.isOpen || step.owner.isSticky else {
                throw .usage(
                    "others than its owner may write in \(name), and could lead root's commands elsewhere: chmod go-w \(name)"
                )
            }
        }
    }

    /// The last one first. By scalars: a mark behind a slash makes it no other character for the kernel.
    private static func parts(_ path: String) -> [String] {
        path.unicodeScalars.split(separator: "/").map { String(Substring($0)) }.filter { $0 != "." }.reversed()
    }

    private static func path(_ parts: [String]) -> String { "/" + parts.joined(separator: "/") }

    private static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }
}

internal import Foundation
internal import WireProtocol

/// The one folder that `init` makes: authority, server's certificate, configuration and store.
package struct CollectorFolder: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    package enum File: String, CaseIterable, Sendable {
        case authority = "ca.pem"
        case authorityKey = "ca.key"
        case certificate = "server.pem"
        case key = "server.key"
        case configuration = "collector.yaml"
        case store = "collector.db"
    }

    package func path(of file: File) -> String { path + "/" + file.rawValue }

    package func read(_ file: File) throws(CollectorError) -> String {
        guard let bytes = FileManager.default.contents(atPath: path(of: file)),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw .failed("cannot read \(path(of: file)); make it with: yagura-collector init --dir \(path)")
        }
        return text
    }

    /// Writes a new file, or with `replacing` another in its place.
    package func write(
        _ text: String, to file: File, isPublic: Bool = false, replacing: Bool = false
    ) throws(CollectorError) {
        try PrivateFile.write(text, to: path(of: file), isPublic: isPublic, replacing: replacing)
        // An administrator works as root, the server does not: what is in the folder is its owner's.
        guard let folder = try? FileManager.default.attributesOfItem(atPath: path),
            let owner = folder[.ownerAccountID], let group = folder[.groupOwnerAccountID]
        else { return }
        try? FileManager.default.setAttributes(
            [.ownerAccountID: owner, .groupOwnerAccountID: group], ofItemAtPath: path(of: file))
    }

    /// Makes the folder; fails when something of a collector is in it already.
    package func make() throws(CollectorError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .failed("cannot make the folder \(path): \(error.localizedDescription)")
        }
        for file in File.allCases where FileManager.default.fileExists(atPath: path(of: file)) {
            throw CollectorError(
                .failed, "\(path(of: file)) exists already; init makes a new collector only in a folder without one")
        }
    }
}

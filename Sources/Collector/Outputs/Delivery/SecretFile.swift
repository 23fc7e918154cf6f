internal import Foundation

/// A small file with one secret in it. It is read when it is needed, so that a new secret needs no restart.
enum SecretFile {
    /// Bytes that a secret may have.
    private static let most = 16_384

    /// The text without white space around it.
    static func read(_ path: String) throws(OutputTrouble) -> String {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw .later("the file \(path) cannot be read")
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o007 == 0 else {
            throw .later(
                "the file \(path) is open to everybody (chmod 640 \(path); the collector's group must be able to read it)"
            )
        }
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: most + 1) else {
            throw .later("the file \(path) cannot be read")
        }
        guard data.count <= most, let text = String(validating: data, as: UTF8.self) else {
            throw .later("the file \(path) holds no text of at most \(most) bytes")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty, !secret.unicodeScalars.contains(where: PlainText.isDeceptive) else {
            throw .later("the file \(path) is empty, or holds more than one line")
        }
        return secret
    }
}

/// Why a line was not taken, in words that hold no secret and may be logged.
package enum OutputTrouble: Error, Hashable, Sendable {
    /// The receiver will never take this line.
    case never(String)
    /// It may take it later.
    case later(String)

    package var words: String {
        switch self {
        case .never(let words), .later(let words): words
        }
    }
}

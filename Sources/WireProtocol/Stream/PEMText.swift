internal import FoundationEssentials

/// The one block of a PEM file (RFC 7468).
enum PEMText {
    /// No key here is longer.
    private static let limit = 16 << 10

    /// The bytes between `-----BEGIN label-----` and its end.
    static func content(_ bytes: [UInt8], label: String) throws(ChainKeyError) -> [UInt8] {
        guard bytes.count <= limit else { throw ChainKeyError("it is longer than \(limit) bytes") }
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.map { String(decoding: $0, as: UTF8.self) }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[begin...].firstIndex(of: "-----END \(label)-----"),
            let content = Data(base64Encoded: lines[(begin + 1)..<end].joined())
        else { throw ChainKeyError("it has no block \(label) in PEM") }
        return Array(content)
    }
}
